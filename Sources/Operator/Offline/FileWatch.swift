import Glibc

/// Tells of changes in folders, by Linux's inotify.
///
/// Folders are watched, not files: editors replace a file rather than write into it.
package final class FileWatch {
    private let descriptor: Int32

    /// Throws when the system's limit of watches is reached or a folder cannot be read.
    package init(folders: Set<String>) throws(ManifestFileError) {
        descriptor = inotify_init1(Int32(IN_CLOEXEC))
        guard descriptor >= 0 else { throw ManifestFileError("inotify", errno: errno) }
        let events = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE)
        for folder in folders.sorted() where inotify_add_watch(descriptor, folder, events) < 0 {
            let number = errno
            close(descriptor)
            throw number == ENOSPC
                ? ManifestFileError(folder, "no more folders can be watched; raise fs.inotify.max_user_watches")
                : ManifestFileError(folder, errno: number)
        }
    }

    deinit {
        close(descriptor)
    }

    /// Blocks until something has changed and then nothing for `quietMilliseconds`: saving a file makes several events.
    package func wait(quietMilliseconds: Int32 = 50) {
        guard ready(within: -1) else { return }
        repeat { drain() } while ready(within: quietMilliseconds)
    }

    private func ready(within milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        var count: Int32 = 0
        repeat { count = poll(&request, 1, milliseconds) } while count < 0 && errno == EINTR
        return count > 0
    }

    private func drain() {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        _ = read(descriptor, &buffer, buffer.count)
    }

    /// The folders of files and the folders themselves.
    package static func folders(of found: ManifestFiles.Found) -> Set<String> {
        let parents = found.files.filter { $0 != ManifestFiles.standardInput }.map { path in
            path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        }
        return Set(parents).union(found.folders)
    }
}
