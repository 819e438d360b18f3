import Postgres

/// That a login, or a role that logins are in, works for a unit.
package struct UnitMember: Hashable, Sendable {
    package var member: String
    package var route: String
    package var addedBy: String
}

extension Records {
    /// Binds a login or a role to a unit, or takes that back; false when it is so already.
    package func bindUnit(member: String, route: String, bound: Bool = true) async throws -> Bool {
        try await connection.query(
            "SELECT winnow.bind_unit($1, $2, $3) AS done", [.text(member), .text(route), .bool(bound)]
        ).single.bool("done")
    }

    /// The units whose escalations the login may list and take; nil for a login that is bound to none, such as a
    /// coordinator's.
    package func ownUnits() async throws -> [String]? {
        let row = try await connection.query(
            "SELECT array_to_json(winnow.units_open_to_me())::text AS units"
        ).single
        return try row.optionalText("units") == nil ? nil : try row.decoded("units")
    }

    package func unitMembers() async throws -> [UnitMember] {
        try await connection.query("SELECT member, route, added_by FROM winnow.unit_member ORDER BY route, member").map
        {
            UnitMember(
                member: try $0.text("member"), route: try $0.text("route"), addedBy: try $0.text("added_by"))
        }
    }

    /// Whether the server has a role of this name: a unit can be bound to a login that is still to be made.
    package func hasRole(named name: String) async throws -> Bool {
        try await connection.query("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1) AS found", [.text(name)])
            .single.bool("found")
    }
}
