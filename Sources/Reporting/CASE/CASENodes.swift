import Model

/// The things that bundles are made of.
enum CASENodes {
    static func image(_ image: ImageMaterial, exhibit: String, key: [String]) -> CASENode {
        let key = key + [exhibit, image.path]
        var content: [(String, JSONValue)] = [("uco-observable:sizeInBytes", .integer(image.size))]
        let stored = image.storedDigests.compactMap { hash($0, key: key) }
        if !stored.isEmpty { content.append(("uco-observable:hash", .list(stored))) }
        return CASENode(
            "uco-observable:Image", key: key,
            [
                (
                    "uco-core:hasFacet",
                    .list([
                        CASENode(
                            "uco-observable:FileFacet", key: key,
                            [
                                (
                                    "uco-observable:fileName",
                                    .text(RawPath(bytes: Array(RawPath(image.path).name)).text)
                                ),
                                ("uco-observable:filePath", .text(image.path)),
                            ]
                        ).json,
                        CASENode("uco-observable:ContentDataFacet", key: key, content).json,
                    ])
                )
            ])
    }

    /// - Parameter text: `md5:HEX`, as containers store it; nil for anything else.
    private static func hash(_ text: String, key: [String]) -> JSONValue? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, let bytes = Hex.bytes(String(parts[1])), !bytes.isEmpty,
            let method = ["md5": "MD5", "sha1": "SHA1", "sha256": "SHA256"][parts[0].lowercased()]
        else { return nil }
        return hash(method, bytes, key: key)
    }

    static func hash(_ method: String, _ bytes: [UInt8], key: [String]) -> JSONValue {
        CASENode(
            "uco-types:Hash", key: key + [method],
            [("uco-types:hashMethod", .text(method)), ("uco-types:hashValue", .hexBinary(bytes))]
        ).json
    }

    /// A file with what its pack knows; of a hit without one only the place.
    static func file(_ locator: Locator, _ record: FileRecord?, key: [String]) -> CASENode {
        var facet: [(String, JSONValue)] = [
            ("uco-observable:fileName", .text(RawPath(bytes: Array(locator.ownPath.name)).text)),
            ("uco-observable:filePath", .text(locator.wholePath)),
            ("uco-observable:allocationStatus", .text(locator.state.rawValue)),
        ]
        if let record {
            facet.append(("uco-observable:isDirectory", .flag(record.kind == .directory)))
            facet.append(("uco-observable:sizeInBytes", .integer(record.size)))
            for (name, time) in [
                ("observableCreatedTime", record.created), ("modifiedTime", record.modified),
                ("accessedTime", record.accessed), ("metadataChangeTime", record.changed),
            ] { if let time { facet.append(("uco-observable:" + name, .dateTime(seconds: time))) } }
        }
        var facets = [CASENode("uco-observable:FileFacet", key: key, facet).json]
        if let digests = record?.digests {
            facets.append(
                CASENode(
                    "uco-observable:ContentDataFacet", key: key,
                    [
                        (
                            "uco-observable:hash",
                            .list([
                                hash("MD5", digests.md5, key: key), hash("SHA1", digests.sha1, key: key),
                                hash("SHA256", digests.sha256, key: key),
                            ])
                        )
                    ]
                ).json)
        }
        return CASENode("uco-observable:File", key: key, [("uco-core:hasFacet", .list(facets))])
    }

    /// That a file lies in an image, and where its volume begins there.
    static func contained(_ file: CASENode, in image: CASENode, _ locator: Locator, key: [String]) -> CASENode {
        CASENode(
            "uco-observable:ObservableRelationship", key: key,
            [
                ("uco-core:source", file.reference), ("uco-core:target", image.reference),
                ("uco-core:kindOfRelationship", .text("Contained_Within")), ("uco-core:isDirectional", .flag(true)),
                (
                    "uco-core:description",
                    .text(
                        "volume at byte \(locator.volumeOffset), \(locator.fileSystem), metadata address "
                            + "\(locator.metaAddress)" + (locator.attribute.map { "-" + $0 } ?? ""))
                ),
            ])
    }

    /// One observation of one analyzer.
    static func result(_ hit: Hit, key: [String]) -> CASENode {
        var statement = "\(hit.analyzer): \(hit.term) of \(hit.list)"
        if let field = hit.encoding { statement += ", in \(field)" }
        if let offset = hit.locator.byteOffset { statement += ", at byte \(offset)" }
        if hit.count > 1 { statement += ", \(hit.count) times" }
        return CASENode(
            "uco-analysis:AnalyticResult", key: key,
            [
                ("uco-core:statement", .text(statement)),
                (
                    "uco-core:hasFacet",
                    .list([
                        CASENode(
                            "uco-analysis:ArtifactClassificationResultFacet", key: key,
                            [
                                (
                                    "uco-analysis:classification",
                                    .list([
                                        CASENode(
                                            "uco-analysis:ArtifactClassification", key: key,
                                            [
                                                (
                                                    "uco-analysis:class",
                                                    .text("\(hit.analyzer):\(hit.list):\(hit.category ?? "")")
                                                )
                                            ]
                                        ).json
                                    ])
                                )
                            ]
                        ).json
                    ])
                ),
            ])
    }

    /// The program, with the reference data it searched with as its configuration.
    static func tool(_ version: String, _ references: [ReferenceVersion], key: [String]) -> CASENode {
        let key = key + [version]
        return CASENode(
            "uco-tool:AnalyticTool", "uco-tool:ConfiguredTool", key: key,
            [
                ("uco-core:name", .text("winnow")), ("uco-tool:toolType", .text("triage scanner")),
                ("uco-tool:version", .text(version)),
                (
                    "uco-configuration:usesConfiguration",
                    CASENode(
                        "uco-configuration:Configuration", key: key,
                        [
                            (
                                "uco-configuration:configurationEntry",
                                .list(
                                    references.map { reference in
                                        CASENode(
                                            "uco-configuration:ConfigurationEntry",
                                            key: key + [reference.kind.rawValue, reference.name, reference.digest],
                                            [
                                                (
                                                    "uco-configuration:itemName",
                                                    .text("\(reference.kind.rawValue) \(reference.name)")
                                                ),
                                                ("uco-configuration:itemValue", .text("sha256:" + reference.digest)),
                                            ]
                                        ).json
                                    })
                            )
                        ]
                    ).json
                ),
            ])
    }
}
