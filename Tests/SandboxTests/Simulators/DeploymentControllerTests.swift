import KubeCore
import TestSupport
import Testing

@testable import Sandbox

@Suite struct DeploymentControllerTests {
    private func condition(_ world: SimulatedWorld, _ type: String) -> String {
        let deployment = world.cache.object(.demoWeb, .simulatedDeployments)
        let found = deployment?[path: "status", "conditions"]?.arrayValue?.first { $0["type"]?.stringValue == type }
        return [found?["status"], found?["reason"], found?["message"]].map { $0?.stringValue ?? "" }
            .joined(separator: " | ")
    }

    @Test("A new deployment gets its ReplicaSet and pods, and says so as a real cluster does")
    func creates() throws {
        var random = SplitMix64(seed: 1)
        var world = SimulatedWorld()
        world.add(.testDeployment(), .simulatedDeployments)
        world.settle(using: &random)
        let set = try #require(world.replicaSets.first)
        #expect(world.replicaSets.count == 1)
        #expect(set.name == "web-" + (set.meta.labels[ReplicaSetState.hashLabel] ?? ""))
        #expect(
            set.meta.annotations == [
                ReplicaSetState.revisionKey: "1", ReplicaSetState.desiredKey: "2", ReplicaSetState.maximumKey: "3",
            ])
        #expect(world.pods.count == 2 && world.pods.allSatisfy { $0.isReady })
        #expect(
            world.pods.allSatisfy {
                $0.meta.labels[ReplicaSetState.hashLabel] == set.meta.labels[ReplicaSetState.hashLabel]
            })
        let deployment = try #require(world.cache.object(.demoWeb, .simulatedDeployments))
        var status = try #require(deployment["status"])
        status["conditions"] = nil
        #expect(
            status == [
                "observedGeneration": 1, "replicas": 2, "updatedReplicas": 2, "readyReplicas": 2,
                "availableReplicas": 2,
                "terminatingReplicas": 0,
            ])
        #expect(deployment.simulatedMeta.annotations[ReplicaSetState.revisionKey] == "1")
        #expect(
            condition(world, "Available") == "True | MinimumReplicasAvailable | Deployment has minimum availability.")
        #expect(
            condition(world, "Progressing")
                == "True | NewReplicaSetAvailable | ReplicaSet \"\(set.name)\" has successfully progressed.")
        let types = deployment[path: "status", "conditions"]?.arrayValue?.map { $0["type"]?.stringValue }
        #expect(types == ["Available", "Progressing"])
        #expect(
            world.events.filter { $0.hasPrefix("ScalingReplicaSet") } == [
                "ScalingReplicaSet: Scaled up replica set \(set.name) from 0 to 2"
            ])
    }

    @Test("A roll never asks for too many pods nor has too few that serve")
    func rolls() throws {
        for seed in 0..<30 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let replicas = Int.random(in: 1...12, using: &random)
            let surge = Int.random(in: 0...4, using: &random)
            let unavailable = Int.random(in: 0...4, using: &random)
            var deployment = JSONValue.testDeployment(replicas: replicas)
            deployment.simulate(
                ["maxSurge": .integer(Int64(surge)), "maxUnavailable": .integer(Int64(unavailable))], at: "spec",
                "strategy", "rollingUpdate")
            var world = SimulatedWorld()
            world.add(deployment, .simulatedDeployments)
            world.settle(using: &random)
            for image in ["nginx:2", "nginx:3"] {
                world.edit(.demoWeb, .simulatedDeployments) { $0.setImage(image) }
                let room = surge == 0 && unavailable == 0 ? 1 : unavailable
                world.settle(using: &random) { world in
                    let active = world.pods.filter(\.isActive)
                    // Counted by what the ReplicaSets ask for: pods to be deleted may be there a little longer.
                    #expect(world.replicaSets.reduce(0) { $0 + $1.replicas } <= replicas + surge, "seed \(seed)")
                    #expect(active.filter(\.isReady).count >= replicas - min(room, replicas), "seed \(seed)")
                }
                let images = world.pods.map { $0.json[path: "spec", "containers"]?[0]?["image"]?.stringValue }
                #expect(images == Array(repeating: image, count: replicas), "seed \(seed)")
            }
            #expect(condition(world, "Progressing").hasPrefix("True | NewReplicaSetAvailable"), "seed \(seed)")
            #expect(world.replicaSets.map(\.revision).sorted() == [1, 2, 3], "seed \(seed)")
        }
    }

    @Test("The steps of a roll of two pods are those a real cluster records")
    func recordedSteps() throws {
        var random = SplitMix64(seed: 7)
        var world = SimulatedWorld()
        world.add(.testDeployment(), .simulatedDeployments)
        world.settle(using: &random)
        let first = try #require(world.replicaSets.first?.name)
        world.edit(.demoWeb, .simulatedDeployments) { $0.setImage("nginx:2") }
        world.settle(using: &random)
        let second = try #require(world.replicaSets.map(\.name).first { $0 != first })
        world.edit(.demoWeb, .simulatedDeployments) { $0.setImage("nginx") }
        world.settle(using: &random)
        #expect(
            world.events.filter { $0.hasPrefix("Scaling") }.map { $0.dropFirst("ScalingReplicaSet: Scaled ".count) }
                == [
                    "up replica set \(first) from 0 to 2", "up replica set \(second) from 0 to 1",
                    "down replica set \(first) from 2 to 1", "up replica set \(second) from 1 to 2",
                    "down replica set \(first) from 1 to 0", "up replica set \(first) from 0 to 1",
                    "down replica set \(second) from 2 to 1", "up replica set \(first) from 1 to 2",
                    "down replica set \(second) from 1 to 0",
                ])
        let back = try #require(world.replicaSets.first { $0.name == first })
        #expect(back.revision == 3)
        #expect(back.annotation(ReplicaSetState.historyKey) == "1")
    }

    @Test("Resizing while a roll goes on keeps the proportion of the templates")
    func proportional() throws {
        var random = SplitMix64(seed: 3)
        var world = SimulatedWorld()
        var deployment = JSONValue.testDeployment(replicas: 10)
        deployment.simulate(["maxSurge": 3, "maxUnavailable": 2], at: "spec", "strategy", "rollingUpdate")
        world.add(deployment, .simulatedDeployments)
        world.settle(using: &random)
        world.edit(.demoWeb, .simulatedDeployments) { deployment in
            deployment.setImage("broken")
            deployment.simulate(
                ["sandbox.trimtab.dev/fail": "true"], at: "spec", "template", "metadata", "annotations")
        }
        world.settle(using: &random)
        #expect(world.replicaSets.map(\.replicas).sorted() == [5, 8])
        #expect(condition(world, "Progressing").contains("| ProgressDeadlineExceeded |") == false)
        world.edit(.demoWeb, .simulatedDeployments) { $0.simulate(15, at: "spec", "replicas") }
        world.settle(using: &random)
        // Source: Kubernetes documentation, "Proportional scaling": 8 and 5 of 10 become 11 and 7 of 15.
        #expect(world.replicaSets.map(\.replicas).sorted() == [7, 11])
        world.now = world.now + .seconds(700)
        world.settle(using: &random)
        #expect(condition(world, "Progressing").hasPrefix("False | ProgressDeadlineExceeded | ReplicaSet \"web-"))
        #expect(condition(world, "Progressing").hasSuffix("\" has timed out progressing."))
    }

    @Test("A paused deployment is resized but not rolled; resumed it goes on")
    func paused() {
        var random = SplitMix64(seed: 4)
        var world = SimulatedWorld()
        world.add(.testDeployment(replicas: 3), .simulatedDeployments)
        world.settle(using: &random)
        world.edit(.demoWeb, .simulatedDeployments) { deployment in
            deployment.simulate(true, at: "spec", "paused")
            deployment.setImage("nginx:2")
            deployment.simulate(5, at: "spec", "replicas")
        }
        world.settle(using: &random)
        #expect(world.replicaSets.map(\.replicas) == [5])
        #expect(condition(world, "Progressing") == "Unknown | DeploymentPaused | Deployment is paused")
        world.edit(.demoWeb, .simulatedDeployments) { $0.simulate(nil, at: "spec", "paused") }
        world.settle(using: &random)
        #expect(world.replicaSets.map(\.replicas).sorted() == [0, 5])
        #expect(condition(world, "Progressing").hasPrefix("True | NewReplicaSetAvailable"))
    }

    @Test("Recreate takes all old pods away before the first new one comes")
    func recreates() {
        var random = SplitMix64(seed: 5)
        var world = SimulatedWorld()
        world.timings.stop = .seconds(5)
        var deployment = JSONValue.testDeployment(replicas: 3)
        deployment.simulate(["type": "Recreate"], at: "spec", "strategy")
        world.add(deployment, .simulatedDeployments)
        world.settle(using: &random)
        world.edit(.demoWeb, .simulatedDeployments) { $0.setImage("nginx:2") }
        world.settle(using: &random) { world in
            let images = Set(world.pods.map { $0.json[path: "spec", "containers"]?[0]?["image"]?.stringValue })
            #expect(images.count <= 1)
        }
        #expect(world.pods.count == 3)
    }

    @Test("Only so many old revisions are kept")
    func history() {
        var random = SplitMix64(seed: 6)
        var world = SimulatedWorld()
        var deployment = JSONValue.testDeployment(replicas: 1)
        deployment.simulate(2, at: "spec", "revisionHistoryLimit")
        world.add(deployment, .simulatedDeployments)
        for number in 0..<6 {
            world.edit(.demoWeb, .simulatedDeployments) { $0.setImage("nginx:\(number)") }
            world.settle(using: &random)
        }
        #expect(world.replicaSets.map(\.revision).sorted() == [4, 5, 6])
    }

    @Test("Planning again from a settled state does nothing, whatever happened before")
    func settles() {
        for seed in 0..<20 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var world = SimulatedWorld()
            world.add(.testDeployment(replicas: Int.random(in: 0...6, using: &random)), .simulatedDeployments)
            for _ in 0..<8 {
                world.edit(.demoWeb, .simulatedDeployments) { deployment in
                    switch Int.random(in: 0...2, using: &random) {
                    case 0: deployment.setImage("v\(Int.random(in: 0...3, using: &random))")
                    case 1: deployment.simulate(.integer(.random(in: 0...8, using: &random)), at: "spec", "replicas")
                    default: deployment.simulate(.bool(.random(using: &random)), at: "spec", "paused")
                    }
                }
                for _ in 0..<Int.random(in: 0...30, using: &random) { _ = world.step(using: &random) }
            }
            world.edit(.demoWeb, .simulatedDeployments) { $0.simulate(nil, at: "spec", "paused") }
            #expect(world.settle(using: &random) < 5_000, "seed \(seed)")
            let wanted = world.cache.object(.demoWeb, .simulatedDeployments)?.simulatedInt("spec", "replicas")
            #expect(world.pods.filter(\.isReady).count == wanted, "seed \(seed)")
        }
    }

    @Test(
        "Numbers and percentages are resolved with their rounding",
        arguments: [
            ("25%", 10, 3, 2), ("0%", 10, 0, 0), ("100%", 7, 7, 7), ("30%", 1, 1, 0),
        ] as [(String, Int, Int, Int)])
    func percentages(text: String, total: Int, up: Int, down: Int) {
        #expect(IntOrPercent.resolve(.string(text), of: total, .up) == up)
        #expect(IntOrPercent.resolve(.string(text), of: total, .down) == down)
        #expect(IntOrPercent.resolve(4, of: total, .up) == 4)
        #expect(IntOrPercent.resolve("x", of: total, .up) == nil)
    }
}
