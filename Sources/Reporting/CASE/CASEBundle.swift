import Model

/// A device's observations as a CASE bundle: exhibit, images, files, what was found in them, and with what.
package enum CASEBundle {
    /// Of one escalation, with all of its hits.
    package static func text(_ dossier: Dossier) -> String {
        var graph = CASEGraph()
        let index = dossier.fileIndex
        let key = [dossier.batch]
        let tool = CASENodes.tool(dossier.generatedBy, dossier.references, key: key)
        graph.add(tool)
        let action = device(
            Exhibit(
                name: dossier.exhibit, images: dossier.images,
                hits: dossier.hits.map { ($0, dossier.image(of: $0), dossier.file(of: $0, in: index)?.record) },
                work: dossier.work, isWhole: !dossier.isEarly),
            "escalation \(dossier.escalationID), revision \(dossier.revision): \(dossier.summary)", tool, key, &graph)
        graph.add(investigation(dossier.batch, [action], key))
        return graph.finish()
    }

    /// Of a whole batch, with the examples of each finding, piece by piece: a node for each device as it comes.
    static func write(_ report: BatchReport, _ sink: (String) throws -> Void) throws {
        var graph = CASEGraph()
        let key = [report.batch]
        let tool = CASENodes.tool(report.generatedBy, report.referenceData, key: key)
        graph.add(tool)
        var actions: [CASENode] = []
        for device in report.devices {
            let hits = device.findings.flatMap(\.examples).map { hit in
                (hit, hit.image ?? (device.images.count == 1 ? device.images[0].path : "IMAGE"), nil as FileRecord?)
            }
            actions.append(
                Self.device(
                    Exhibit(name: device.exhibit, images: device.images, hits: hits, work: device.work, isWhole: true),
                    "outcome \(device.outcome.rawValue), findings digest sha256:\(device.digest)", tool, key, &graph))
            try sink(graph.take())
        }
        graph.add(investigation(report.batch, actions, key))
        try sink(graph.finish())
    }

    private struct Exhibit {
        var name: String
        var images: [ImageMaterial]
        var hits: [(hit: Hit, image: String, file: FileRecord?)]
        var work: DeviceWork
        /// Nothing of it is still being scanned.
        var isWhole: Bool
    }

    /// - Returns: the action whose results the device's observations are.
    private static func device(
        _ exhibit: Exhibit, _ description: String, _ tool: CASENode, _ key: [String], _ graph: inout CASEGraph
    ) -> CASENode {
        let key = key + [exhibit.name]
        let images = exhibit.images.map { CASENodes.image($0, exhibit: exhibit.name, key: key) }
        for image in images { graph.add(image) }
        let source = CASENode(
            "case-investigation:ProvenanceRecord", key: key,
            [("case-investigation:exhibitNumber", .text(exhibit.name))]
                + (images.isEmpty ? [] : [("uco-core:object", .list(images.map(\.reference)))]))
        graph.add(source)
        var results: [JSONValue] = []
        for (number, found) in exhibit.hits.enumerated() {
            let fileKey = key + [found.image] + FileKey(found.image, found.hit.locator).words
            let file = CASENodes.file(found.hit.locator, found.file, key: fileKey)
            let image = zip(exhibit.images, images).first { $0.0.path == found.image }?.1
            graph.add(file)
            if let image { graph.add(CASENodes.contained(file, in: image, found.hit.locator, key: fileKey)) }
            let resultKey = fileKey + [String(number)]
            let result = CASENodes.result(found.hit, key: resultKey)
            graph.add(result)
            results += [file.reference, result.reference]
            for detail in CASEDetails.all(of: found.hit, in: file, key: resultKey) {
                graph.add(detail)
                results.append(detail.reference)
            }
        }
        if !results.isEmpty {
            let found = CASENode(
                "case-investigation:ProvenanceRecord", key: key + ["results"],
                [
                    ("case-investigation:exhibitNumber", .text(exhibit.name + "/observations")),
                    ("case-investigation:rootExhibitNumber", .text(exhibit.name)),
                    ("uco-core:object", .list(results)),
                ])
            graph.add(found)
            results.insert(found.reference, at: 0)
        }
        var properties: [(String, JSONValue)] = [
            ("uco-core:name", .text("triage of exhibit \(exhibit.name)")),
            ("uco-core:description", .text(description)),
            ("uco-action:actionStatus", .text(exhibit.isWhole ? "Complete/Finish" : "Ongoing")),
        ]
        if let started = exhibit.work.started {
            properties.append(("uco-action:startTime", .dateTime(seconds: started / 1_000_000)))
        }
        if exhibit.isWhole, let ended = exhibit.work.ended {
            properties.append(("uco-action:endTime", .dateTime(seconds: ended / 1_000_000)))
        }
        let workers = exhibit.work.workers.map { CASEDetails.worker($0) }
        for worker in workers { graph.add(worker) }
        if let first = workers.first { properties.append(("uco-action:performer", first.reference)) }
        if workers.count > 1 {
            properties.append(("uco-action:participant", .list(workers.dropFirst().map(\.reference))))
        }
        properties.append(("uco-action:instrument", tool.reference))
        properties.append(("uco-action:object", .list([source.reference] + images.map(\.reference))))
        if !results.isEmpty { properties.append(("uco-action:result", .list(results))) }
        let action = CASENode("case-investigation:InvestigativeAction", key: key, properties)
        graph.add(action)
        return action
    }

    private static func investigation(_ batch: String, _ actions: [CASENode], _ key: [String]) -> CASENode {
        CASENode(
            "case-investigation:Investigation", key: key,
            [("uco-core:name", .text("batch \(batch)")), ("case-investigation:focus", .text("triage"))]
                + (actions.isEmpty ? [] : [("uco-core:object", .list(actions.map(\.reference)))]))
    }
}
