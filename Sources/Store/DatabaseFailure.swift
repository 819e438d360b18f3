import Model
import Postgres

extension PostgresError {
    /// The same failure in the words of Winnow; the server's own text is the cause.
    package var winnowError: WinnowError {
        if isConnectionLost {
            return WinnowError(
                "database-unreachable", "the database cannot be reached",
                remedy: "see that PostgreSQL runs and that WINNOW_DATABASE_URL or PGHOST names it",
                cause: description)
        }
        if sqlstate.hasPrefix("53") {
            return WinnowError(
                "database-full", "the database has run out of room or connections",
                remedy: "free disk space on the database server or raise its limits", cause: description)
        }
        if ["3F000", "42P01", "42883"].contains(sqlstate) {
            return WinnowError(
                "schema-missing", "the database does not have Winnow's tables", remedy: "run `winnow migrate`",
                cause: description)
        }
        return WinnowError("database", "the database refused a statement", cause: description)
    }
}
