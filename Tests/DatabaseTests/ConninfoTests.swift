import Postgres
import Testing

@Suite struct ConninfoTests {
    @Test(arguments: [
        ("host=h user=u password=geheim dbname=d", "user=u password=*** dbname=d host=h"),
        ("host=h password = 'ge he\\'im' dbname='my db'", "password=*** dbname='my db' host=h"),
        (
            "postgres://u:geheim@h:5433/d?sslmode=require",
            "user=u password=*** dbname=d host=h port=5433 sslmode=require"
        ),
        ("postgresql://h/d?password=ge%20heim", "password=*** dbname=d host=h"),
        ("host=h password=ge password=heim", "password=*** host=h"),
    ])
    func aPasswordIsNotShown(conninfo: String, shown: String) {
        // The order is libpq's.
        let redacted = Conninfo.redacted(conninfo)
        #expect(Set(redacted.split(separator: " ")) == Set(shown.split(separator: " ")))
        #expect(!redacted.contains("geheim") && !redacted.contains("heim"))
    }

    @Test(arguments: ["", "winnow", "host=h user=u", "postgres://u@h:5433/d?sslmode=require"])
    func whatHasNoPasswordIsShownAsItIs(conninfo: String) {
        #expect(Conninfo.redacted(conninfo) == conninfo)
    }

    @Test(arguments: [
        ("host=/run/x dbname=d", true), ("host='/run/a b' dbname=d", true), ("postgresql:///d?host=/run/x", true),
        ("host=db.example", false), ("postgresql://127.0.0.1/d", false), ("host=/run/x hostaddr=127.0.0.1", false),
        ("host=/run/x,db.example", false),
    ])
    func aSocketOfThisHostIsTold(conninfo: String, isLocal: Bool) { #expect(Conninfo.isLocal(conninfo) == isLocal) }

    @Test(arguments: ["host=h password='geheim", "postgres://u:geheim@[h/d", "password=geheim nonsense=1"])
    func whatCannotBeReadIsNotShown(conninfo: String) {
        #expect(Conninfo.redacted(conninfo) == "(unreadable connection string)")
    }
}
