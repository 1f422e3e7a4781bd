import Draw
import Ledger

@testable import DoubleRandom

/// What a client composes from the state that it reads, for admission to judge.
extension Bench {
    private func request(task: String, embargo: String) throws -> FreezeRequest {
        FreezeRequest(
            task: Bytes(task.utf8), author: try person("clerk").actor, supervisor: supervisor.actor,
            attendants: [try person("attendant").actor], ladder: Bytes("bureau-L1".utf8),
            reserve: Bytes("disc-L1".utf8), embargo: CivilDate(Bytes(embargo.utf8))!, place: Bytes("三楼会议室".utf8))
    }

    private func composer(_ needs: [StateNeed]) throws -> DrawComposer {
        DrawComposer(try StateSnapshot(needs, in: memory), today: now.chinaDate) { Random.bytes(16) }
    }

    func composeObjects(task: String = Bench.task, embargo: String = "2024-06-30") throws -> ComposedFreeze {
        try composer(DrawComposer.needs(objectsOf: Bytes(task.utf8))).objects(request(task: task, embargo: embargo))
    }

    func composeInspectors(
        task: String = Bench.task, embargo: String = "2024-06-30", objects: [Bytes: Bytes]
    ) throws -> ComposedFreeze {
        var request = try request(task: task, embargo: embargo)
        request.objects = objects
        request.salt = Hash256.hash([9])
        return try composer(DrawComposer.needs(inspectorsOf: Bytes(task.utf8))).inspectors(request)
    }
}
