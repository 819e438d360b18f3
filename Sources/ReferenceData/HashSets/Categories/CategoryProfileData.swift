/// Whose category codes mean what, one code a line, tab separated: profile, scheme, country, code, name, pertinent, verified.
///
/// - The codes of one profile stand in the order of their severity, the most severe first.
/// - pertinent: `no` for a verdict that a medium is none of what the set is about; its digests are left out.
/// - verified: `yes` when read in the scheme's own text, `no` when known from other importers.
///
/// The numbers that CAID's own files use are not public: a force gives its own table with `--profile FILE`.
enum CategoryProfileData {
    static let text = #"""
        vics-us	VICS	US	1	Child exploitation (illegal)	yes	no
        vics-us	VICS	US	2	Child exploitation (non-illegal, age difficult)	yes	no
        vics-us	VICS	US	3	CGI or animation (child exploitive)	yes	no
        vics-us	VICS	US	4	Exemplar or comparison	yes	no
        vics-us	VICS	US	0	Uncategorized	yes	no
        vics-us	VICS	US	5	Non-pertinent	no	no
        vics-default	VICS	Default	1	Child exploitation (illegal)	yes	no
        vics-default	VICS	Default	2	Child exploitation (non-illegal, age difficult)	yes	no
        vics-default	VICS	Default	3	CGI or animation (child exploitive)	yes	no
        vics-default	VICS	Default	4	Exemplar or comparison	yes	no
        vics-default	VICS	Default	0	Non-pertinent	no	no
        vics-uk	VICS	UK	A	Indecent image, category A	yes	yes
        vics-uk	VICS	UK	B	Indecent image, category B	yes	yes
        vics-uk	VICS	UK	C	Indecent image, category C	yes	yes
        caid-uk	CAID	UK	A	Indecent image, category A	yes	yes
        caid-uk	CAID	UK	B	Indecent image, category B	yes	yes
        caid-uk	CAID	UK	C	Indecent image, category C	yes	yes

        """#
}
