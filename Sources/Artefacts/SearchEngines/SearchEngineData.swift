/// The search engines, one a line, tab separated: name, host, paths, keys, verified.
///
/// - host: matches itself and its subdomains; a last label `*` stands for any country's suffix; `*` alone for any host.
/// - paths: comma separated; a last `*` matches any rest; `/` also stands for an empty path.
/// - keys: comma separated, the first that has a value counts. `name` is a key of the query or the fragment;
///   `name+other` counts only beside `other`; `#/text/` is what follows in the fragment, `/text/` in the path.
///
/// - verified: what the line was verified against, or `no`: what such a line finds can only inform.
///
/// Lines are tried in order. Sources: Chromium `prepopulated_engines.json`, plaso `browser_search.py`.
package enum SearchEngineData {
    package static let text = #"""
        # name	host	paths	keys	verified
        gmail	mail.google.*	/mail*	#/search/	plaso browser_search
        google-drive	drive.google.*	/drive*	q	plaso browser_search
        google-docs	docs.google.*	*	q	plaso browser_search
        google-scholar	scholar.google.*	/scholar	q,as_q	no
        google-maps	maps.google.*	/,/maps*	q	no
        google	google.*	/search,/webhp,/s,/imgres,/,/images,/imghp,/m/search,/custom,/cse	q,as_q,as_epq,as_oq	Chromium engines
        bing	bing.com	/search,/images/search,/videos/search,/news/search,/shop,/maps	q	Chromium engines
        duckduckgo	duckduckgo.com	*	q	Chromium engines
        duckduckgo	duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion	*	q	no
        yahoo	search.yahoo.*	/search*,/mobile/s,/web*,/video*,/images*	p	Chromium engines
        yandex	yandex.*	/search*,/yandsearch,/images/search,/images,/video/search,/touchsearch	text	Chromium engines
        yandex	ya.ru	/search*,/images/search,/video/search	text	Chromium engines
        baidu	baidu.com	/s,/,/search/*,/mobile*	wd,word	Chromium engines
        youtube	youtube.com	/results	search_query,q	plaso browser_search
        ecosia	ecosia.org	/search,/images,/videos,/news	q	Chromium engines
        startpage	startpage.com	/do/search,/do/dsearch,/do/metasearch.pl,/sp/search	query	Chromium engines
        brave	search.brave.com	/search,/images,/news,/videos,/ask	q	Chromium engines
        qwant	qwant.com	/,/web	q	Chromium engines
        ask	ask.com	/web,/pictures	q	Chromium engines
        aol	search.aol.*	/aol/*,/search*	q,query	no
        mojeek	mojeek.com	/search	q	Chromium engines
        presearch	presearch.com	/search,/images	q	Chromium engines
        karma	karmasearch.org	/search	q	Chromium engines
        panda	panda-search.org	/search	q	Chromium engines
        mail.ru	go.mail.ru	/search*,/msearch	q	Chromium engines
        naver	search.naver.com	/search.naver	query	Chromium engines
        daum	search.daum.net	/search	q	Chromium engines
        sogou	sogou.com	/web,/web/*,/sogou	query,keyword	Chromium engines
        360	so.com	/s	q	Chromium engines
        petal	petalsearch.com	/search	query	Chromium engines
        coccoc	coccoc.com	/search	query	Chromium engines
        seznam	search.seznam.cz	*	q	Chromium engines
        seznam	search.seznam.sk	*	q	Chromium engines
        lilo	search.lilo.org	*	q	Chromium engines
        nona	nona.de	*	q	Chromium engines
        ahmia	ahmia.fi	/search	q	no
        ahmia	juhanurmihxlp77nkq76byazcldy2hlmovfu2epvl5ankdibsot4csyd.onion	/search	q	no
        swisscows	swisscows.com	*	query	no
        metager	metager.*	*	eingabe	no
        reddit	reddit.com	/search,/r/*	q	no
        x	x.com	/search	q	no
        x	twitter.com	/search	q	no
        facebook	facebook.com	/search/*	q	no
        tiktok	tiktok.com	/search*	q	no
        instagram	instagram.com	*	/explore/tags/	no
        pinterest	pinterest.*	/search/*	q	no
        amazon	amazon.*	/s,/s/*	k,field-keywords	no
        ebay	ebay.*	/sch/*	_nkw	no
        wikipedia	wikipedia.org	*	search	no
        github	github.com	/search	q	no
        chatgpt	chatgpt.com	/	q	no
        perplexity	perplexity.ai	/search*	q	no
        searx	*	/search	q+categories	no
        """#
}
