import Model

/// What stands beside a hit's statement: the place in the file, the entry of a history; and who found it.
enum CASEDetails {
    static func all(of hit: Hit, in file: CASENode, key: [String]) -> [CASENode] {
        history(hit, key: key) + range(hit, in: file, key: key)
    }

    /// A worker's program on its host: it acts by itself, with the login that the queue knows.
    static func worker(_ worker: DeviceWork.Worker) -> CASENode {
        CASENode(
            "uco-identity:Identity", key: [worker.host, worker.version, worker.sandbox],
            [
                ("uco-core:name", .text("winnow-worker \(worker.version) on \(worker.host)")),
                (
                    "uco-core:description",
                    .text("scanner held in by: " + (worker.sandbox.isEmpty ? "nothing" : worker.sandbox))
                ),
            ])
    }

    /// The byte in the file at which a match begins.
    private static func range(_ hit: Hit, in file: CASENode, key: [String]) -> [CASENode] {
        guard let offset = hit.locator.byteOffset else { return [] }
        let match = CASENode(
            "uco-observable:ObservableObject", key: key + ["match"],
            [("uco-core:name", .text("\(hit.analyzer) match"))])
        return [
            match,
            CASENode(
                "uco-observable:ObservableRelationship", key: key + ["match"],
                [
                    ("uco-core:source", match.reference),
                    ("uco-core:target", file.reference),
                    ("uco-core:kindOfRelationship", .text("Contained_Within")),
                    ("uco-core:isDirectional", .flag(true)),
                    (
                        "uco-core:hasFacet",
                        .list([
                            CASENode(
                                "uco-observable:DataRangeFacet", key: key,
                                [("uco-observable:rangeOffset", .integer(offset))]
                            ).json
                        ])
                    ),
                ]),
        ]
    }

    /// The entries of a browser's history that a hit sums up.
    private static func history(_ hit: Hit, key: [String]) -> [CASENode] {
        guard hit.analyzer == "history", let text = hit.context else { return [] }
        var entry: [(String, JSONValue)] = []
        var nodes: [CASENode] = []
        switch hit.encoding {
        case "title": entry.append(("uco-observable:pageTitle", .text(text)))
        case "search-term": entry.append(("uco-observable:keywordSearchTerm", .text(text)))
        case "url":
            let facet = CASENode("uco-observable:URLFacet", key: key, [("uco-observable:fullValue", .text(text))])
            let url = CASENode("uco-observable:URL", key: key, [("uco-core:hasFacet", .list([facet.json]))])
            entry.append(("uco-observable:url", url.reference))
            nodes.append(url)
        default: return []
        }
        for (name, time) in [("firstVisit", hit.firstTime), ("lastVisit", hit.lastTime)] {
            if let time { entry.append(("uco-observable:" + name, .dateTime(seconds: time / 1_000_000))) }
        }
        let facet = CASENode(
            "uco-observable:URLHistoryFacet", key: key,
            [
                (
                    "uco-observable:urlHistoryEntry",
                    .list([CASENode("uco-observable:URLHistoryEntry", key: key, entry).json])
                )
            ])
        return nodes + [
            CASENode("uco-observable:ObservableObject", key: key, [("uco-core:hasFacet", .list([facet.json]))])
        ]
    }
}
