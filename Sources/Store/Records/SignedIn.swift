/// The account that a history entry `h` shows a browser signed in to, as SQL.
///
/// Only where the page itself says so: a mailbox has its owner's address in its title, as those of Gmail, Yahoo and Proton
/// do, and a sign-in has it in `login_hint` (OpenID Connect) or `authuser` (Google). An address that a page merely shows
/// is no account.
enum SignedIn {
    private static let domain = "[A-Za-z0-9-]+(?:[.][A-Za-z0-9-]+)+"
    private static let title = " [-|] ([A-Za-z0-9._+-]+@\(domain)) [-|] (?:[^-|]* ?Mail|Gmail)$"
    private static let address =
        "[?&](?:login_hint|authuser)=((?:[A-Za-z0-9._+-]|%2[Bb])+(?:@|%40)\(domain))(?:[&#]|$)"

    /// Written in one way; null where the entry shows none.
    static let account = """
        replace(replace(lower(COALESCE(
            (regexp_match(h.title, '\(title)'))[1], (regexp_match(h.url, '\(address)'))[1])), '%40', '@'), '%2b', '+')
        """

    /// Holds for all entries that can show one, and is cheap.
    static let condition = """
        (h.title LIKE '%@%ail' OR strpos(h.url, 'login_hint=') > 0 OR strpos(h.url, 'authuser=') > 0)
        """
}
