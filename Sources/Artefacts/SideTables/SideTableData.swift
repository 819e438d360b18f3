/// Tables beside histories, and of browsers with simple ones, that keep addresses, terms or programs. One a line, tab
/// separated; `-` for what there is not:
/// source, tables that the database must have, table, kind, address, title, term, time, its unit, count, intent, remark,
/// verified (what against, or `no`: what such a line finds can only inform).
///
/// Most of them outlive the clearing of a history.
enum SideTableData {
    static let text = #"""
        chromium	icon_mapping,favicons,meta	icon_mapping	visit	page_url	-	-	-	-	-	yes	address kept with its icon	Chromium source
        chromium	top_sites,meta	top_sites	visit	url	title	-	-	-	-	yes	kept among the most visited	Chromium source
        chromium	thumbnails,meta	thumbnails	visit	url	title	-	last_updated	webkit-us	-	yes	kept among the most visited	Chromium source
        chromium	omni_box_shortcuts	omni_box_shortcuts	typed	url	description	text	last_access_time	webkit-us	number_of_hits	yes	typed in the address bar	Chromium source
        chromium	network_action_predictor	network_action_predictor	typed	url	-	user_text	-	-	number_of_hits	yes	typed in the address bar	Chromium source
        chromium	autofill,meta	autofill	typed	-	name	value	date_last_used	unix-s	count	yes	typed in a form	plaso chrome-Web Data
        chromium	logins,meta	logins	visit	origin_url	-	-	date_created	webkit-us	-	yes	a login is kept for it	Chromium source
        chromium	playback,playbacksession	playback	visit	url	-	-	last_updated_time_s	unix-s	-	yes	sound or film was played	no
        chromium	bounces,meta	bounces	visit	site	-	-	-	-	-	no	a site that a redirect led over	no
        firefox	moz_pages_w_icons	moz_pages_w_icons	visit	page_url	-	-	-	-	-	yes	address kept with its icon	Firefox source
        firefox	moz_perms	moz_perms	visit	origin	-	-	modificationtime	unix-ms	-	yes	a permission was given or refused	Firefox source
        firefox	downloads,room_master_table	downloads	download	url	file_name	-	created_at	unix-ms	-	yes	-	ALEAPP
        safari	tabs,browser_windows	tabs	visit	url	title	-	last_viewed_time	cocoa-s	-	yes	an open tab	iLEAPP
        safari	cloud_tabs	cloud_tabs	visit	url	title	-	-	-	-	no	open on another device	iLEAPP
        safari	bookmarks,folder_ancestors	bookmarks	bookmark	url	title	-	-	-	-	yes	-	iLEAPP
        safari	page_url,icon_info	page_url	visit	url	-	-	-	-	-	yes	address kept with its icon	iLEAPP
        quarantine	lsquarantineevent	lsquarantineevent	download	lsquarantinedataurlstring	lsquarantineagentname	-	lsquarantinetimestamp	cocoa-s	-	yes	marked on download	plaso
        quarantine	lsquarantineevent	lsquarantineevent	visit	lsquarantineoriginurlstring	-	-	lsquarantinetimestamp	cocoa-s	-	yes	page that a download came from	plaso
        ornet	history,searchhistory,tabs	history	visit	url	title	-	-	-	-	yes	date is kept as text	ALEAPP
        ornet	history,searchhistory,tabs	searchhistory	search	-	-	query	-	-	-	yes	-	no
        ornet	history,searchhistory,tabs	tabs	visit	url	title	-	-	-	-	yes	an open tab	ALEAPP
        ornet	history,searchhistory,tabs	bookmarks	bookmark	url	title	-	-	-	-	yes	-	ALEAPP
        duckduckgo	history_entries,visits_list	history_entries	visit	url	title	-	-	-	-	yes	-	ALEAPP
        duckduckgo	history_entries,visits_list	history_entries	search	-	-	query	-	-	-	yes	-	ALEAPP
        duckduckgo	entities,relations	entities	bookmark	url	title	-	-	-	-	yes	-	ALEAPP
        duckduckgo	tabs,tab_selection	tabs	visit	url	title	-	-	-	-	yes	an open tab	ALEAPP
        play-store	appstate	appstate	program	-	package_name	-	first_download_ms	unix-ms	-	yes	app from the store, perhaps removed since	ALEAPP
        play-store	ownership	ownership	program	-	doc_id	-	purchase_time	unix-ms	-	yes	app owned in the store, perhaps removed since	ALEAPP
        play-services	app_info	app_info	program	-	package_name	-	-	-	-	yes	app known to the phone's security service	ALEAPP
        """#

    static let rows: [SideTable] = text.split(separator: "\n").compactMap(SideTable.init)
}

/// One table and what its columns mean.
struct SideTable: Sendable {
    let source: String
    let required: Set<String>
    let table: String
    let kind: String
    let url: String?
    let title: String?
    let term: String?
    let time: String?
    let unit: String?
    let count: String?
    let intent: Bool
    let remark: String?
    let verifiedBy: String?

    init?(_ line: Substring) {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map { $0 == "-" ? nil : String($0) }
        guard columns.count == 13, let source = columns[0], let required = columns[1], let table = columns[2],
            let kind = columns[3]
        else { return nil }
        self.source = source
        self.required = Set(required.split(separator: ",").map(String.init))
        self.table = table
        self.kind = kind
        (url, title, term, time, unit, count) = (columns[4], columns[5], columns[6], columns[7], columns[8], columns[9])
        intent = columns[10] == "yes"
        remark = columns[11]
        verifiedBy = columns[12] == "no" ? nil : columns[12]
    }
}
