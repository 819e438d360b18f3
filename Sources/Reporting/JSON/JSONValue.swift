/// A JSON value whose objects keep the order of their fields.
enum JSONValue {
    case text(String)
    case flag(Bool)
    case number(UInt64)
    case list([JSONValue])
    case object([(String, JSONValue)])
}
