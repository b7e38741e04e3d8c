#pragma once
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

/// Swift 6 refuses the global variable itself.
static inline char **cc_environment(void) { return environ; }
/// Closed on exec; `pipe2` itself is hidden without _GNU_SOURCE.
static inline int cc_pipe(int *ends) { return (int)syscall(SYS_pipe2, ends, O_CLOEXEC); }
/// A descriptor that becomes readable when the process ends; -1 with errno.
static inline int cc_pidfd_open(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

// Swift imports no variadic functions: one wrapper for each type of argument.

static inline CURLcode cc_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode cc_set_offset(CURL *handle, CURLoption option, int64_t value) {
    return curl_easy_setopt(handle, option, (curl_off_t)value);
}
static inline CURLcode cc_set_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode cc_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode cc_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
/// libcurl takes a copy.
static inline CURLcode cc_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {.data = (void *)bytes, .len = count, .flags = CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

typedef size_t (*cc_data_function)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode cc_set_callbacks(
    CURL *handle, cc_data_function header, cc_data_function body, void *context) {
    curl_easy_setopt(handle, CURLOPT_PRIVATE, context);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, header);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, body);
    return curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
}

/// A socket whose sent data stays unacknowledged for this long is dead: keepalive probes do not cover that case.
static int cc_on_socket(void *context, curl_socket_t socket, curlsocktype purpose) {
    unsigned int milliseconds = (unsigned int)(uintptr_t)context;
    // Programs we start must not inherit our connections.
    fcntl(socket, F_SETFD, FD_CLOEXEC);
    if (purpose == CURLSOCKTYPE_IPCXN && milliseconds > 0)
        setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
    return CURL_SOCKOPT_OK;
}
static inline CURLcode cc_set_tcp_user_timeout(CURL *handle, unsigned int milliseconds) {
    curl_easy_setopt(handle, CURLOPT_SOCKOPTDATA, (void *)(uintptr_t)milliseconds);
    return curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, cc_on_socket);
}

static inline CURLcode cc_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode cc_get_pointer(CURL *handle, CURLINFO info, void **value) {
    return curl_easy_getinfo(handle, info, value);
}
/// The bytes of a request body, copied.
static inline CURLcode cc_set_body(CURL *handle, const void *bytes, size_t count) {
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes);
}

static inline CURLMcode cc_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

typedef int (*cc_socket_function)(CURL *handle, curl_socket_t socket, int what, void *context, void *socketContext);
typedef int (*cc_timer_function)(CURLM *multi, long milliseconds, void *context);

static inline CURLMcode cc_multi_set_callbacks(
    CURLM *multi, cc_socket_function socket, cc_timer_function timer, void *context) {
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
    return curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
}

/// At most 15 bytes; for debuggers and top.
static inline void cc_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

// epoll and eventfd are in no Swift module map.

/// `flags` are those of `curl_multi_socket_action`.
struct cc_event {
    int socket;
    int flags;
};

static inline int cc_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

/// Watches `socket` for what libcurl asked for (`CURL_POLL_*`); 0, or -1 with errno.
static inline int cc_epoll_set(int epoll, int socket, int what) {
    struct epoll_event event = {.events = 0, .data.fd = socket};
    if (what == CURL_POLL_REMOVE) return epoll_ctl(epoll, EPOLL_CTL_DEL, socket, &event);
    if (what & CURL_POLL_IN) event.events |= EPOLLIN;
    if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
    if (epoll_ctl(epoll, EPOLL_CTL_MOD, socket, &event) == 0) return 0;
    if (errno != ENOENT) return -1;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

static inline int cc_epoll_wait(int epoll, struct cc_event *events, int capacity, int milliseconds) {
    struct epoll_event ready[64];
    int count = epoll_wait(epoll, ready, capacity < 64 ? capacity : 64, milliseconds);
    for (int i = 0; i < count; i++) {
        events[i].socket = ready[i].data.fd;
        events[i].flags = ((ready[i].events & EPOLLIN) ? CURL_CSELECT_IN : 0) |
                          ((ready[i].events & EPOLLOUT) ? CURL_CSELECT_OUT : 0) |
                          ((ready[i].events & (EPOLLERR | EPOLLHUP)) ? CURL_CSELECT_ERR : 0);
    }
    return count;
}

static inline int cc_wake_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
static inline void cc_wake(int wake) {
    uint64_t one = 1;
    (void)!write(wake, &one, sizeof one);
}
static inline void cc_wake_clear(int wake) {
    uint64_t count;
    (void)!read(wake, &count, sizeof count);
}
