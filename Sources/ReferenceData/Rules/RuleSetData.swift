extension RuleSet {
    /// The text of the standard rules; docs/rules.md says why each is as it is.
    package static let standardText = #"""
        rules:
          - id: contraband-digest
            category: known-image
            severity: critical
            outcome: escalate
            route: dfu
            summary: "{files} with digests in contraband set {lists} (set categories: {categories})"
            when:
              hits: {analyzer: hash, kind: contraband}

          - id: similar-picture
            category: similar-image
            severity: high
            outcome: review
            route: dfu
            summary: "{files} visually similar to pictures of contraband set {lists}, not identical (set categories: {categories})"
            when:
              hits: {analyzer: picture, kind: contraband}

          - id: similar-notable-picture
            category: similar-image
            severity: low
            outcome: review
            route: dfu
            summary: "{files} visually similar to pictures of notable set {lists}, not identical"
            when:
              hits: {analyzer: picture, kind: notable}

          - id: borderline-digest
            category: borderline
            severity: medium
            outcome: review
            route: dfu
            summary: "{files} with digests marked borderline in set {lists}"
            when:
              hits: {analyzer: hash, kind: notable, category: borderline}

          - id: notable-digest
            category: keyword
            severity: low
            outcome: review
            route: dfu
            summary: "{files} with digests in notable set {lists} (set categories: {categories})"
            when:
              hits: {analyzer: hash, kind: notable, except-category: borderline}

          - id: elimination-software-in-use
            category: elimination-software
            severity: medium
            outcome: review
            route: offender-manager
            summary: "Traces of elimination software in use: {terms} ({classes})"
            when:
              all:
                - hits:
                    analyzer: artefact
                    list: software-artefacts
                    category: elimination-software
                    class: [executed, configured, used]
                - hits: {analyzer: artefact, category: elimination-software}

          - id: elimination-software-installed
            category: elimination-software
            severity: info
            outcome: negative
            summary: "Elimination software present, no verified trace of use: {terms} ({classes})"
            when:
              all:
                - hits: {analyzer: artefact, category: elimination-software}
                - not:
                    hits:
                      analyzer: artefact
                      list: software-artefacts
                      category: elimination-software
                      class: [executed, configured, used]

          - id: history-gap
            category: history-gap
            severity: low
            outcome: review
            route: offender-manager
            summary: "Signs that history was cleared: {terms}; each hit gives its reasoning"
            when:
              hits: {analyzer: artefact, list: software-artefacts, category: history-gap, class: used}

          - id: history-gap-possible
            category: history-gap
            severity: info
            outcome: negative
            summary: "Settings or weak signs that bear on the completeness of history: {terms} ({classes})"
            when:
              any:
                - hits: {analyzer: artefact, category: history-gap, class: [installed, executed, configured]}
                - hits: {analyzer: artefact, list: software-artefacts-unverified, category: history-gap}
                - hits: {analyzer: volume, category: history-gap}

          - id: third-party-risk-in-history
            category: third-party-risk
            severity: high
            outcome: escalate
            route: safeguarding
            summary: "{hits} of list {lists} in internet history: {terms}"
            when:
              hits: {analyzer: history, category: third-party-risk, field: [search-term, title, url]}

          - id: third-party-risk-synced
            category: third-party-risk
            severity: medium
            outcome: review
            route: safeguarding
            summary: "{hits} of list {lists} in history synced from another device: {terms}"
            when:
              hits:
                analyzer: history
                category: third-party-risk
                field: [search-term-synced, title-synced, url-synced]

          - id: onion-service
            category: dark-web
            severity: critical
            outcome: escalate
            route: dfu
            summary: "Traces of hosting an onion service: {files}, {hits}"
            when:
              hits: {analyzer: artefact, list: software-artefacts, category: dark-web, field: service}

          - id: dark-web-visit
            category: dark-web
            severity: high
            outcome: review
            route: offender-manager
            summary: "Onion addresses with a right checksum were visited, kept or searched for: {hits}"
            when:
              hits: {analyzer: artefact, list: software-artefacts, category: dark-web, field: address}

          - id: dark-web-research
            category: dark-web
            severity: medium
            outcome: review
            route: offender-manager
            summary: "Research into reaching the dark web: {terms}"
            when:
              any:
                - hits:
                    analyzer: history
                    category: dark-web
                    field: [search-term, title, url, program]
                    distinct-terms-at-least: 2
                - hits: {analyzer: history, category: dark-web, field: search-term, distinct-contexts-at-least: 2}
                - hits: {analyzer: history, category: dark-web, field: url, context: "**.onion**"}
                - all:
                    - hits: {analyzer: artefact, list: software-artefacts, category: dark-web}
                    - hits: {analyzer: history, category: dark-web, field: [search-term, title, url, program]}

          - id: dark-web-software
            category: dark-web
            severity: info
            outcome: negative
            summary: "Software for the dark web present: {terms} ({classes})"
            when:
              hits: {analyzer: artefact, category: dark-web}

          - id: encryption-software
            category: encryption
            severity: info
            outcome: negative
            summary: "Encryption software present: {terms} ({classes})"
            when:
              hits: {analyzer: artefact, list: [software-artefacts, software-artefacts-unverified], category: encryption}

          - id: encrypted-archive
            category: encryption
            severity: low
            outcome: inconclusive
            summary: "{files} with encrypted contents that were not read: {terms}"
            when:
              hits: {analyzer: artefact, list: encrypted-archives}

          - id: encrypted-volume
            category: encryption
            severity: high
            outcome: review
            route: dfu
            summary: "Encrypted volumes, not searched: {terms}"
            when:
              hits: {analyzer: volume, category: encryption}

          - id: encrypted-container
            category: encryption
            severity: medium
            outcome: review
            route: dfu
            summary: "{files} of high entropy without structure, as encrypted containers are"
            when:
              hits: {analyzer: entropy, category: encryption}

          - id: copies-not-scanned
            category: coverage
            severity: info
            outcome: negative
            summary: "Earlier states of files that were not read: {terms}"
            when:
              hits: {analyzer: volume, category: not-scanned}

          - id: image-altered
            category: image-integrity
            severity: high
            outcome: review
            route: dfu
            summary: "The image is not what was acquired, or is damaged: {terms}"
            when:
              hits: {analyzer: image, category: image-integrity}

          - id: image-unverified
            category: image-integrity
            severity: low
            outcome: negative
            summary: "The image could not be verified: {terms}"
            when:
              hits: {analyzer: image, category: image-unverified}

          - id: image-verified
            category: image-integrity
            severity: info
            outcome: negative
            summary: "The image's digests are those of its acquisition: {terms}"
            when:
              hits: {analyzer: image, category: image-verified}

          - id: image-digests
            category: image-integrity
            severity: info
            outcome: negative
            summary: "Digests of the medium: {terms}"
            when:
              hits: {analyzer: image, category: image-digest}

          - id: keyword
            category: keyword
            severity: low
            outcome: review
            route: dfu
            summary: "{hits} of list {lists}: {terms}"
            when:
              any:
                - hits: {analyzer: keyword, except-category: [third-party-risk, dark-web]}
                - hits:
                    analyzer: history
                    field: [search-term, title, url, program, search-term-synced, title-synced, url-synced]
                    except-category: [third-party-risk, dark-web]

          - id: risk-terms-elsewhere
            category: keyword
            severity: info
            outcome: negative
            summary: "{hits} of list {lists} outside what was browsed on this device: {terms}"
            when:
              any:
                - hits: {analyzer: keyword, category: [third-party-risk, dark-web]}
                - hits: {analyzer: history, field: program, category: [third-party-risk, dark-web]}
                - hits: {analyzer: history, field: [search-term-synced, title-synced, url-synced], category: dark-web}

          - id: unverified-history
            category: keyword
            severity: info
            outcome: negative
            summary: "{hits} of list {lists} in history that was read without verification: {terms}"
            when:
              hits:
                analyzer: history
                field: [search-term-unverified, title-unverified, url-unverified, program-unverified]

        """#
}
