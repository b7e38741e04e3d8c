import KubeCore

/// What an operator keeps of a Deployment, read straight from the bytes.
struct PulledDeployment: JSONPullDecodable {
    struct Container {
        var name = ""
        var image = ""
        var ports: [Int] = []
        var environment: [String: String] = [:]
        var limits: [String: String] = [:]
        var requests: [String: String] = [:]
    }

    var metadata = ObjectMeta(name: "")
    var replicas = 1
    var selector: [String: String] = [:]
    var labels: [String: String] = [:]
    var containers: [Container] = []
    var readyReplicas = 0
    var observedGeneration: Int64 = 0
    var conditions: [Condition] = []

    init(from reader: inout JSONPullReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "metadata": metadata = try ObjectMeta(from: &reader)
            case "spec": try readSpec(&reader)
            case "status": try readStatus(&reader)
            default: try reader.skip()
            }
        }
    }

    private mutating func readSpec(_ reader: inout JSONPullReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "replicas": replicas = try reader.integer(Int.self)
            case "selector":
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    switch key {
                    case "matchLabels": selector = try strings(&reader)
                    default: try reader.skip()
                    }
                }
            case "template": try readTemplate(&reader)
            default: try reader.skip()
            }
        }
    }

    private mutating func readTemplate(_ reader: inout JSONPullReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "metadata":
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    switch key {
                    case "labels": labels = try strings(&reader)
                    default: try reader.skip()
                    }
                }
            case "spec":
                try reader.beginObject()
                while let key = try reader.nextKey() {
                    switch key {
                    case "containers":
                        containers = try reader.array { reader throws(JSONError) in try Container(from: &reader) }
                    default: try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
    }

    private mutating func readStatus(_ reader: inout JSONPullReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "readyReplicas": readyReplicas = try reader.integer(Int.self)
            case "observedGeneration": observedGeneration = try reader.integer(Int64.self)
            case "conditions":
                conditions = try reader.array { reader throws(JSONError) in try Condition(from: &reader) }
            default: try reader.skip()
            }
        }
    }
}

private func strings(_ reader: inout JSONPullReader) throws(JSONError) -> [String: String] {
    try reader.dictionary { reader throws(JSONError) in try reader.sharedString() }
}

extension PulledDeployment.Container: JSONPullDecodable {
    init(from reader: inout JSONPullReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "name": name = try reader.sharedString()
            case "image": image = try reader.sharedString()
            case "ports": ports = try reader.array(Self.port)
            case "env": try readEnvironment(&reader)
            case "resources": try readResources(&reader)
            default: try reader.skip()
            }
        }
    }

    private static func port(_ reader: inout JSONPullReader) throws(JSONError) -> Int {
        var port = 0
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "containerPort": port = try reader.integer(Int.self)
            default: try reader.skip()
            }
        }
        return port
    }

    private mutating func readEnvironment(_ reader: inout JSONPullReader) throws(JSONError) {
        try reader.beginArray()
        while try reader.nextElement() {
            var name = ""
            var value = ""
            try reader.beginObject()
            while let key = try reader.nextKey() {
                switch key {
                case "name": name = try reader.sharedString()
                case "value": value = try reader.sharedString()
                default: try reader.skip()
                }
            }
            environment[name] = value
        }
    }

    private mutating func readResources(_ reader: inout JSONPullReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "limits": limits = try strings(&reader)
            case "requests": requests = try strings(&reader)
            default: try reader.skip()
            }
        }
    }
}

/// The items of a list.
struct PulledDeploymentList: JSONPullDecodable {
    var items: [PulledDeployment] = []

    init(from reader: inout JSONPullReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "items": items = try [PulledDeployment](from: &reader)
            default: try reader.skip()
            }
        }
    }
}
