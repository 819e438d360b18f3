import Analysis
import Evidence
import Model

/// Which reader a container takes.
enum ContainerReaders {
    static func open(_ format: ContainerFormat, _ source: any ContainerSource) throws -> any ContainerReader {
        switch format {
        case .mail, .mailbox: MailReader(format, source)
        case .outlook: try OutlookReader(source)
        case .pdf: try PDFReader(source)
        case .tnef: TNEFReader(source)
        default: try ArchiveReader(format, source)
        }
    }
}
