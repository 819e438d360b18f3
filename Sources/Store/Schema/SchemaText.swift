// Made from schema.sql by deploy/generate-schema; change that file, not this one.
// swift-format-ignore-file
package enum SchemaText {
    package static let sql = ##"""
        -- The schema of Winnow, PostgreSQL 15 or newer. The one truth: the program carries this text and compares by it.
        -- Every name is qualified, so that no search_path is needed and connections may come through PgBouncer.
        -- After a change: deploy/generate-schema

        -- Roles. Nobody logs in as one of these; logins are made their members. All of a server's databases share them.
        DO $$
        DECLARE
            v_role text;
        BEGIN
            FOREACH v_role IN ARRAY
                ARRAY['winnow_owner', 'winnow_worker', 'winnow_coordinator', 'winnow_dfu', 'winnow_auditor']
            LOOP
                CONTINUE WHEN EXISTS (SELECT 1 FROM pg_roles WHERE rolname = v_role);
                BEGIN
                    EXECUTE format('CREATE ROLE %I NOLOGIN', v_role);
                EXCEPTION WHEN duplicate_object OR unique_violation THEN
                    NULL;  -- made meanwhile for another database
                END;
            END LOOP;
            IF NOT pg_has_role('winnow_owner', 'MEMBER') THEN
                GRANT winnow_owner TO CURRENT_USER;
            END IF;
            EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
            EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO winnow_owner', current_database());
            EXECUTE format('GRANT CONNECT ON DATABASE %I TO winnow_worker, winnow_coordinator, winnow_dfu, winnow_auditor',
                           current_database());
            -- Whoever vanished in the middle of a transaction must not hold its rows for long.
            EXECUTE format('ALTER DATABASE %I SET idle_in_transaction_session_timeout = ''15min''', current_database());
            EXECUTE format('ALTER DATABASE %I SET statement_timeout = ''30min''', current_database());
            EXECUTE format('ALTER DATABASE %I SET tcp_keepalives_idle = 15', current_database());
            EXECUTE format('ALTER DATABASE %I SET tcp_keepalives_interval = 5', current_database());
            EXECUTE format('ALTER DATABASE %I SET tcp_keepalives_count = 3', current_database());
            EXECUTE format('ALTER DATABASE %I SET tcp_user_timeout = 30000', current_database());
        END $$;
        REVOKE ALL ON SCHEMA public FROM PUBLIC;
        SET LOCAL ROLE winnow_owner;
        -- Without IN SCHEMA, because with it this would do nothing.
        ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

        CREATE SCHEMA winnow;

        CREATE TABLE winnow.meta (
            key   text PRIMARY KEY,
            value text NOT NULL
        );

        -- Reference data

        -- A version never changes; the newest version of a name is the one with the highest id.
        CREATE TABLE winnow.reference_data (
            reference_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            kind         text NOT NULL CHECK (kind IN ('keywords', 'hashset', 'rules')),
            name         text NOT NULL,
            digest       text NOT NULL,
            set_kind     text CHECK (set_kind IN ('contraband', 'notable', 'known-good')),
            entries      bigint NOT NULL,
            bytes        bigint NOT NULL,
            details      jsonb NOT NULL DEFAULT '{}',
            created_at   timestamptz NOT NULL DEFAULT now(),
            UNIQUE (kind, name, digest)
        );
        CREATE INDEX reference_data_digest ON winnow.reference_data (digest);

        -- The content, once for a digest, in pieces small enough for any client's memory; none where it lies in a shared folder.
        CREATE TABLE winnow.reference_piece (
            digest  text NOT NULL,
            ordinal integer NOT NULL,
            content bytea NOT NULL,
            PRIMARY KEY (digest, ordinal)
        );
        ALTER TABLE winnow.reference_piece ALTER COLUMN content SET STORAGE EXTERNAL;

        CREATE FUNCTION winnow.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$;
        CREATE TRIGGER immutable BEFORE UPDATE ON winnow.reference_data
            FOR EACH ROW EXECUTE FUNCTION winnow.refuse_change();
        CREATE TRIGGER immutable BEFORE UPDATE ON winnow.reference_piece
            FOR EACH ROW EXECUTE FUNCTION winnow.refuse_change();

        -- Batches

        CREATE TABLE winnow.batch (
            batch_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            name         text NOT NULL UNIQUE,
            submit_key   text NOT NULL UNIQUE,
            state        text NOT NULL DEFAULT 'open'
                         CHECK (state IN ('open', 'paused', 'cancelled', 'complete', 'complete with gaps',
                                           'purged')),
            priority     smallint NOT NULL DEFAULT 100,
            submitted_by text NOT NULL DEFAULT session_user,
            submitted_at timestamptz NOT NULL DEFAULT now(),
            completed_at timestamptz,
            archived_at  timestamptz,
            archive      text,
            purged_at    timestamptz,
            -- A batch that only repeats a device of another, to compare: nobody is told of what it finds.
            replays      bigint REFERENCES winnow.batch,
            -- In which languages text in pictures is to be recognised; null for not at all.
            recognition  text
        );

        -- A later question to a finished batch: its packs searched with more reference data, and on demand its images.
        CREATE TABLE winnow.rescan (
            rescan_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            batch_id     bigint NOT NULL REFERENCES winnow.batch,
            ordinal      integer NOT NULL,
            requested_by text NOT NULL DEFAULT session_user,
            requested_at timestamptz NOT NULL DEFAULT now(),
            reread       boolean NOT NULL DEFAULT false,
            UNIQUE (batch_id, ordinal)
        );

        -- `rescan_id` is null for what the batch was submitted with.
        CREATE TABLE winnow.batch_reference (
            batch_id     bigint NOT NULL REFERENCES winnow.batch,
            reference_id bigint NOT NULL REFERENCES winnow.reference_data,
            rescan_id    bigint REFERENCES winnow.rescan,
            PRIMARY KEY (batch_id, reference_id)
        );

        -- `generation` rises when a finished device gets new work; `swept` is the generation whose collate job exists. A device is
        -- `recognising` while it has been concluded about without the text in its pictures: it is again once that is recognised.
        CREATE TABLE winnow.device (
            device_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            batch_id   bigint NOT NULL REFERENCES winnow.batch,
            exhibit    text COLLATE "C" NOT NULL,
            label      text NOT NULL DEFAULT '',
            kind       text NOT NULL DEFAULT '',
            priority   smallint NOT NULL,
            notes      jsonb NOT NULL DEFAULT '{}',
            generation integer NOT NULL DEFAULT 1,
            swept      integer NOT NULL DEFAULT 0,
            recognising boolean NOT NULL DEFAULT false,
            UNIQUE (batch_id, exhibit)
        );
        CREATE INDEX device_unswept ON winnow.device (device_id) WHERE swept < generation OR recognising;

        -- `reach` is what a worker must be able to read: `path`, `url`, or `store:` and a store's name.
        -- `max_readers` caps how many jobs may read the image at a time.
        -- `origin` is what the survey's server said of the files' state, so that later jobs read no other; empty for local images.
        CREATE TABLE winnow.image (
            image_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            device_id      bigint NOT NULL REFERENCES winnow.device,
            ordinal        integer NOT NULL,
            path           text NOT NULL,
            reach          text COLLATE "C" NOT NULL,
            max_readers    smallint CHECK (max_readers > 0),
            state          text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'surveyed', 'failed')),
            container      text NOT NULL DEFAULT '',
            size           bigint NOT NULL DEFAULT 0,
            origin         text NOT NULL DEFAULT '',
            digest         text NOT NULL DEFAULT '',
            stored_digests jsonb NOT NULL DEFAULT '[]',
            acquisition    jsonb NOT NULL DEFAULT '{}',
            errors         jsonb NOT NULL DEFAULT '[]',
            files_total    bigint NOT NULL DEFAULT 0,
            bytes_total    bigint NOT NULL DEFAULT 0,
            UNIQUE (device_id, ordinal),
            UNIQUE (device_id, path)
        );

        -- The queue

        -- One row: the whole queue runs or is paused.
        CREATE TABLE winnow.control (
            only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
            paused    boolean NOT NULL DEFAULT false,
            paused_by text,
            paused_at timestamptz
        );
        INSERT INTO winnow.control DEFAULT VALUES;

        -- The right to end a claim. Never reset and never reused; apart from the attempt count, which is policy.
        CREATE SEQUENCE winnow.fence AS bigint;

        -- What is to be done; written once, so it never bloats. A lower place comes first: notices have -4, early collates -3,
        -- surveys -2, collates -1, scans the place of their shard, recognition 1000000 and the device's priority, and its priority
        -- in the queue is the last of all: no scan waits for it, and no device's first outcome. What is below -2 is not waited for: neither a device nor a
        -- batch is unfinished for a notice that is not delivered, or an early collate that its last one makes needless.
        CREATE TABLE winnow.job (
            job_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            kind         text NOT NULL CHECK (kind IN ('survey', 'scan', 'collate', 'rescan', 'reread', 'ocr', 'notify')),
            batch_id     bigint NOT NULL,
            device_id    bigint NOT NULL,
            image_id     bigint,
            rescan_id    bigint REFERENCES winnow.rescan,
            dedupe       text NOT NULL UNIQUE,
            spec         bytea NOT NULL DEFAULT '',
            cost         bigint NOT NULL DEFAULT 1,
            place        integer NOT NULL,
            max_attempts smallint NOT NULL DEFAULT 5,
            max_crashes  smallint NOT NULL DEFAULT 3,
            max_run      interval NOT NULL DEFAULT '2 hours',
            created_at   timestamptz NOT NULL DEFAULT now()
        );
        CREATE INDEX job_batch ON winnow.job (batch_id);
        CREATE INDEX job_image ON winnow.job (image_id);
        CREATE INDEX job_rescan ON winnow.job (rescan_id) WHERE rescan_id IS NOT NULL;

        -- Claimable now: inserted in claim order and deleted, never updated. `reach` is the image's, or empty for a job
        -- that any worker can do. A lower priority number comes first, then the lower place.
        CREATE TABLE winnow.ready (
            job_id      bigint PRIMARY KEY,
            kind        text NOT NULL,
            batch_id    bigint NOT NULL,
            device_id   bigint NOT NULL,
            image_id    bigint,
            reach       text COLLATE "C" NOT NULL,
            max_readers smallint,
            priority    smallint NOT NULL,
            place       integer NOT NULL,
            attempt     smallint NOT NULL,
            crashes     smallint NOT NULL,
            ready_at    timestamptz NOT NULL
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
                autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000,
                autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000,
                autovacuum_vacuum_cost_delay = 0);
        CREATE INDEX ready_claim ON winnow.ready (reach, priority, place, job_id);
        CREATE INDEX ready_image ON winnow.ready (image_id, priority, place, job_id);
        CREATE INDEX ready_device ON winnow.ready (device_id);
        CREATE INDEX ready_batch ON winnow.ready (batch_id);

        -- Not yet claimable (waiting out a failure, or paused until further notice), and so out of the claim index.
        CREATE TABLE winnow.deferred (
            LIKE winnow.ready,
            run_at timestamptz NOT NULL,
            reason text NOT NULL,
            PRIMARY KEY (job_id)
        );
        CREATE INDEX deferred_due ON winnow.deferred (run_at);
        CREATE INDEX deferred_device ON winnow.deferred (device_id);
        CREATE INDEX deferred_batch ON winnow.deferred (batch_id);

        -- One row a process start: a restarted host never inherits leases. The id is also the worker's secret: only who
        -- knows it can end the worker's claims.
        CREATE TABLE winnow.worker (
            worker_id   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
            host        text NOT NULL,
            pid         integer NOT NULL,
            version     text NOT NULL,
            slots       smallint NOT NULL,
            reach       text[] NOT NULL,
            login       text NOT NULL,
            started_at  timestamptz NOT NULL DEFAULT now(),
            lease_until timestamptz NOT NULL,
            draining    boolean NOT NULL DEFAULT false,
            retired_at  timestamptz
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

        -- Images that a host was asked to read and does not have.
        CREATE TABLE winnow.absence (
            host     text NOT NULL,
            image_id bigint NOT NULL,
            PRIMARY KEY (host, image_id)
        );

        -- Running now. That the row with this fence exists is the right to end the job.
        CREATE TABLE winnow.lease (
            LIKE winnow.ready,
            fence      bigint NOT NULL,
            worker_id  uuid NOT NULL,
            claimed_at timestamptz NOT NULL,
            deadline   timestamptz NOT NULL,
            cancel     boolean NOT NULL DEFAULT false,
            files      bigint NOT NULL DEFAULT 0,
            bytes      bigint NOT NULL DEFAULT 0,
            PRIMARY KEY (job_id)
        ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
                autovacuum_vacuum_cost_delay = 0);
        CREATE INDEX lease_worker ON winnow.lease (worker_id);
        CREATE INDEX lease_device ON winnow.lease (device_id);
        CREATE INDEX lease_image ON winnow.lease (image_id);

        -- One row an ended job. It waited from ready_at to claimed_at and ran from then to finished_at.
        CREATE TABLE winnow.done (
            job_id       bigint PRIMARY KEY,
            kind         text NOT NULL,
            batch_id     bigint NOT NULL,
            device_id    bigint NOT NULL,
            image_id     bigint,
            fence        bigint NOT NULL,
            outcome      text NOT NULL CHECK (outcome IN ('ok', 'partial', 'quarantined', 'cancelled')),
            attempt      smallint NOT NULL,
            worker_id    uuid,
            ready_at     timestamptz NOT NULL,
            claimed_at   timestamptz,
            finished_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
            files        bigint NOT NULL DEFAULT 0,
            bytes        bigint NOT NULL DEFAULT 0,
            error_code   text,
            error_text   text,
            error_remedy text,
            error_cause  text,
            -- What held the scanner in, such as 'landlock=7 seccomp=1'; null where there was none.
            sandbox      text
        );
        CREATE INDEX done_device ON winnow.done (device_id);
        CREATE INDEX done_batch ON winnow.done (batch_id, finished_at);

        -- One row an attempt that ended in anything but a result.
        CREATE TABLE winnow.attempt_log (
            job_id     bigint NOT NULL,
            fence      bigint NOT NULL,
            attempt    smallint NOT NULL,
            worker_id  uuid,
            ready_at   timestamptz NOT NULL,
            claimed_at timestamptz NOT NULL,
            ended_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
            ending     text NOT NULL,
            error_code text,
            error_text text,
            PRIMARY KEY (job_id, fence)
        );

        -- Records

        CREATE TABLE winnow.pack (
            job_id   bigint NOT NULL,
            fence    bigint NOT NULL,
            image_id bigint NOT NULL,
            digest   text NOT NULL,
            files    bigint NOT NULL,
            raw_size bigint NOT NULL,
            bytes    bytea NOT NULL,
            -- Not the job alone: two that write the same job must not wait for each other, only one of them will commit.
            PRIMARY KEY (job_id, fence)
        );
        -- Packs are compressed already; compressing again would only cost time.
        ALTER TABLE winnow.pack ALTER COLUMN bytes SET STORAGE EXTERNAL;
        CREATE INDEX pack_image ON winnow.pack (image_id);

        -- Offsets and addresses of hostile evidence may use all 64 bits; they are kept bit for bit. `inner_path` is the way into an
        -- archive: format and member name of each level, a NUL between each two.
        CREATE TABLE winnow.hit (
            image_id      bigint NOT NULL,
            job_id        bigint NOT NULL,
            analyzer      text COLLATE "C" NOT NULL,
            list          text COLLATE "C" NOT NULL,
            list_version  text COLLATE "C" NOT NULL,
            list_kind     text COLLATE "C",
            term          text COLLATE "C" NOT NULL,
            category      text COLLATE "C",
            path          bytea NOT NULL,
            state         text COLLATE "C" NOT NULL,
            volume_offset bigint NOT NULL,
            file_system   text COLLATE "C" NOT NULL,
            meta_address  bigint NOT NULL,
            attribute     text COLLATE "C",
            inner_path    bytea,
            byte_offset   bigint,
            encoding      text COLLATE "C",
            context       text COLLATE "C",
            count         bigint NOT NULL,
            weight        bigint,
            first_time    bigint,
            last_time     bigint
        );
        CREATE INDEX hit_image ON winnow.hit (image_id);

        CREATE TABLE winnow.history (
            image_id      bigint NOT NULL,
            job_id        bigint NOT NULL,
            source        text COLLATE "C" NOT NULL,
            profile       text COLLATE "C" NOT NULL,
            kind          text COLLATE "C" NOT NULL,
            url           text COLLATE "C",
            title         text COLLATE "C",
            search_term   text COLLATE "C",
            time          bigint,
            raw_time      text COLLATE "C",
            count         bigint NOT NULL,
            recovered     boolean NOT NULL,
            intent        boolean NOT NULL,
            note          text COLLATE "C",
            path          bytea NOT NULL,
            state         text COLLATE "C" NOT NULL,
            volume_offset bigint NOT NULL,
            file_system   text COLLATE "C" NOT NULL,
            meta_address  bigint NOT NULL,
            attribute     text COLLATE "C",
            inner_path    bytea,
            byte_offset   bigint
        );
        CREATE INDEX history_image ON winnow.history (image_id);

        CREATE TABLE winnow.coverage (
            image_id bigint NOT NULL,
            job_id   bigint NOT NULL,
            status   text COLLATE "C" NOT NULL,
            reason   text COLLATE "C" NOT NULL,
            files    bigint NOT NULL,
            bytes    bigint NOT NULL,
            members  bigint NOT NULL DEFAULT 0,
            pictures bigint NOT NULL DEFAULT 0
        );
        CREATE INDEX coverage_image ON winnow.coverage (image_id);

        -- What re-scans looked at and what not, summed up a job: `names`, `digests`, `pictures`, `pictures-without-pdq`, `text`,
        -- `text-not-kept` and `content` of a re-scan's files by media type, `read` and `not-read` of images read again by reason.
        CREATE TABLE winnow.rescan_coverage (
            image_id bigint NOT NULL,
            job_id   bigint NOT NULL,
            what     text COLLATE "C" NOT NULL,
            type     text COLLATE "C" NOT NULL,
            files    bigint NOT NULL,
            bytes    bigint NOT NULL
        );
        CREATE INDEX rescan_coverage_image ON winnow.rescan_coverage (image_id);

        CREATE TABLE winnow.device_result (
            device_id  bigint PRIMARY KEY REFERENCES winnow.device,
            job_id     bigint NOT NULL,
            generation integer NOT NULL,
            outcome    text NOT NULL CHECK (outcome IN ('negative', 'inconclusive', 'review', 'escalate')),
            digest     text NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        );

        -- `examples` is json, not jsonb: kept as written.
        CREATE TABLE winnow.finding (
            device_id bigint NOT NULL REFERENCES winnow.device,
            ordinal   integer NOT NULL,
            category  text COLLATE "C" NOT NULL,
            rule      text COLLATE "C" NOT NULL,
            severity  text NOT NULL,
            outcome   text NOT NULL,
            route     text,
            target    text NOT NULL,
            summary   text NOT NULL,
            hits      bigint NOT NULL,
            examples  json NOT NULL,
            PRIMARY KEY (device_id, ordinal)
        );

        -- An escalation outlives the result that made it: one that a later result no longer supports is `withdrawn`, one that
        -- the unit has handed back with a note is `returned`. `revision` rises with every change of what it says; a pull is a
        -- claim with a lease and a fence, as of a job.
        CREATE TABLE winnow.escalation (
            escalation_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            device_id       bigint NOT NULL REFERENCES winnow.device,
            category        text COLLATE "C" NOT NULL,
            route           text COLLATE "C" NOT NULL,
            severity        text NOT NULL,
            outcome         text NOT NULL,
            summary         text NOT NULL,
            hits            bigint NOT NULL,
            target          text NOT NULL CHECK (target IN ('day', 'week', 'two-weeks', 'thirty-days')),
            revision        integer NOT NULL DEFAULT 1,
            notices         integer NOT NULL DEFAULT 0,
            state           text NOT NULL DEFAULT 'open'
                            CHECK (state IN ('open', 'pulled', 'acknowledged', 'returned', 'withdrawn')),
            created_at      timestamptz NOT NULL DEFAULT now(),
            due_at          timestamptz NOT NULL,
            fence           bigint,
            pulls           integer NOT NULL DEFAULT 0,
            pulled_by       text,
            pulled_at       timestamptz,
            pulled_revision integer,
            lease_until     timestamptz,
            acknowledged_by text,
            acknowledged_at timestamptz,
            acknowledged_revision integer,
            note            text,
            UNIQUE (device_id, category, route)
        );
        CREATE INDEX escalation_waiting ON winnow.escalation (route, due_at, escalation_id) WHERE state IN ('open', 'pulled');

        -- Which units a login of the DFU, or a role that it is in, works for. Others' escalations it neither sees in the list nor
        -- pulls nor acknowledges.
        CREATE TABLE winnow.unit_member (
            member   text COLLATE "C" NOT NULL CHECK (member <> ''),
            route    text COLLATE "C" NOT NULL CHECK (route <> ''),
            added_by text NOT NULL DEFAULT session_user,
            added_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (member, route)
        );

        -- Where a unit is told of its escalations. The secret signs what is sent; only a worker with a notice in hand sees it.
        CREATE TABLE winnow.webhook (
            route    text COLLATE "C" PRIMARY KEY,
            url      text NOT NULL,
            secret   text NOT NULL,
            added_by text NOT NULL DEFAULT session_user,
            added_at timestamptz NOT NULL DEFAULT now()
        );
        CREATE VIEW winnow.webhook_place AS SELECT route, url, added_by, added_at FROM winnow.webhook;

        -- What a named person decided about a device, with what the rules had concluded then. A later one stands beside it.
        CREATE TABLE winnow.decision (
            decision_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            device_id   bigint NOT NULL REFERENCES winnow.device,
            decision    text NOT NULL CHECK (decision IN ('submit', 'retain', 'return')),
            decided_by  text NOT NULL CHECK (decided_by <> ''),
            role        text NOT NULL,
            reason      text NOT NULL CHECK (reason <> ''),
            login       text NOT NULL DEFAULT session_user,
            decided_at  timestamptz NOT NULL DEFAULT now(),
            outcome     text NOT NULL,
            digest      text NOT NULL
        );
        CREATE INDEX decision_device ON winnow.decision (device_id);

        -- What happened to batches and the queue, who did it and when: entries that hash the one before, one chain a batch and
        -- one for the rest. The hashed text is kept as it was hashed.
        CREATE TABLE winnow.audit (
            chain text COLLATE "C" NOT NULL,
            seq   bigint NOT NULL,
            entry text NOT NULL,
            prev  bytea NOT NULL,
            hash  bytea NOT NULL,
            PRIMARY KEY (chain, seq)
        );
        CREATE TABLE winnow.audit_head (
            chain text COLLATE "C" PRIMARY KEY,
            seq   bigint NOT NULL,
            hash  bytea NOT NULL
        );
        CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON winnow.audit
            FOR EACH ROW EXECUTE FUNCTION winnow.refuse_change();
        CREATE TRIGGER kept BEFORE TRUNCATE ON winnow.audit
            FOR EACH STATEMENT EXECUTE FUNCTION winnow.refuse_change();
        CREATE TRIGGER immutable BEFORE UPDATE ON winnow.decision
            FOR EACH ROW EXECUTE FUNCTION winnow.refuse_change();

        -- The head's row is the chain's lock until the commit, so that there are no gaps and no forks.
        CREATE FUNCTION winnow.append_audit(p_chain text, p_event text, p_detail jsonb) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_head  winnow.audit_head;
            v_entry text;
            v_hash  bytea;
        BEGIN
            INSERT INTO winnow.audit_head VALUES (p_chain, 0, sha256(convert_to('winnow-audit-1:' || p_chain, 'UTF8')))
            ON CONFLICT DO NOTHING;
            SELECT * INTO v_head FROM winnow.audit_head h WHERE h.chain = p_chain FOR UPDATE;
            v_entry := (p_detail || jsonb_build_object(
                'time', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                'login', session_user, 'event', p_event))::text;
            v_hash := sha256(v_head.hash || convert_to(v_entry, 'UTF8'));
            INSERT INTO winnow.audit VALUES (p_chain, v_head.seq + 1, v_entry, v_head.hash, v_hash);
            UPDATE winnow.audit_head h SET seq = v_head.seq + 1, hash = v_hash WHERE h.chain = p_chain;
        END $$;

        CREATE FUNCTION winnow.note(p_batch bigint, p_event text, p_detail jsonb) RETURNS void
        LANGUAGE sql AS $$
            SELECT winnow.append_audit(coalesce('batch:' || p_batch, 'system'), p_event, p_detail)
        $$;

        -- Who is in which role, whenever it has changed: grants are made outside of Winnow, so any worker looks now and then.
        CREATE FUNCTION winnow.note_roles() RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_roles   CONSTANT name[] := ARRAY['winnow_owner', 'winnow_worker', 'winnow_coordinator', 'winnow_dfu', 'winnow_auditor'];
            v_members text;
        BEGIN
            SELECT coalesce(string_agg(r.role || '=' || m.rolname, ' ' ORDER BY r.role, m.rolname), '') INTO v_members
            FROM unnest(v_roles) AS r (role) JOIN pg_roles m ON pg_has_role(m.oid, r.role, 'MEMBER') AND m.rolname <> ALL (v_roles);
            INSERT INTO winnow.meta AS x (key, value) VALUES ('roles', v_members)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value WHERE x.value <> excluded.value;
            IF FOUND THEN PERFORM winnow.append_audit('system', 'roles', jsonb_build_object('members', v_members)); END IF;
        END $$;

        -- Reading findings. Members of winnow_dfu and winnow_auditor see the findings, hits, history and packs of a batch for a
        -- quarter of an hour after they have said why; whoever reads is recorded, in a chain of its own, because reading must
        -- not wait for the batch's own chain nor seem a change of the batch.

        CREATE TABLE winnow.reading (
            login     text COLLATE "C" NOT NULL,
            -- 0 for the list of the escalations of all batches.
            batch_id  bigint NOT NULL,
            -- 0 for the whole batch; who pulls an escalation sees its device.
            device_id bigint NOT NULL DEFAULT 0,
            until     timestamptz NOT NULL,
            PRIMARY KEY (login, batch_id, device_id)
        );

        CREATE FUNCTION winnow.must_say_why() RETURNS boolean
        LANGUAGE sql STABLE AS $$
            SELECT NOT r.rolsuper AND (pg_has_role(r.oid, 'winnow_dfu', 'MEMBER') OR pg_has_role(r.oid, 'winnow_auditor', 'MEMBER'))
            FROM pg_roles r WHERE r.rolname = session_user
        $$;

        CREATE FUNCTION winnow.batches_open_to_me() RETURNS bigint[]
        LANGUAGE sql STABLE AS $$
            SELECT coalesce(array_agg(r.batch_id), '{}') FROM winnow.reading r
            WHERE r.login = session_user AND r.until > clock_timestamp() AND r.device_id = 0
        $$;

        CREATE FUNCTION winnow.devices_open_to_me() RETURNS bigint[]
        LANGUAGE sql STABLE AS $$
            SELECT coalesce(array_agg(r.device_id), '{}') FROM winnow.reading r
            WHERE r.login = session_user AND r.until > clock_timestamp()
        $$;

        CREATE FUNCTION winnow.open_to_me(p_batch bigint, p_device bigint DEFAULT 0) RETURNS void
        LANGUAGE sql AS $$
            INSERT INTO winnow.reading AS r VALUES (session_user, p_batch, p_device, clock_timestamp() + interval '15 minutes')
            ON CONFLICT (login, batch_id, device_id) DO UPDATE SET until = excluded.until
        $$;

        CREATE FUNCTION winnow.lacks_reason(p_reason text) RETURNS boolean
        LANGUAGE sql STABLE AS $$
            SELECT coalesce(btrim(p_reason), '') = '' AND winnow.must_say_why()
        $$;

        -- A batch, or 0 for the list of escalations. False when a reason is wanted and none is given.
        CREATE FUNCTION winnow.begin_reading(p_batch bigint, p_what text, p_reason text) RETURNS boolean
        LANGUAGE plpgsql AS $$
        BEGIN
            IF winnow.lacks_reason(p_reason) THEN RETURN false; END IF;
            IF winnow.must_say_why() THEN PERFORM winnow.open_to_me(p_batch); END IF;
            PERFORM winnow.append_audit('reading:' || p_batch, 'findings-read',
                                        jsonb_build_object('what', p_what, 'reason', p_reason));
            RETURN true;
        END $$;

        CREATE VIEW winnow.readable_image WITH (security_barrier) AS
            SELECT i.* FROM winnow.image i JOIN winnow.device d USING (device_id)
            WHERE NOT (SELECT winnow.must_say_why()) OR d.batch_id = ANY ((SELECT winnow.batches_open_to_me())::bigint[])
                OR d.device_id = ANY ((SELECT winnow.devices_open_to_me())::bigint[]);
        CREATE VIEW winnow.readable_device WITH (security_barrier) AS
            SELECT d.* FROM winnow.device d
            WHERE NOT (SELECT winnow.must_say_why()) OR d.batch_id = ANY ((SELECT winnow.batches_open_to_me())::bigint[])
                OR d.device_id = ANY ((SELECT winnow.devices_open_to_me())::bigint[]);
        CREATE VIEW winnow.readable_hit WITH (security_barrier) AS
            SELECT h.* FROM winnow.hit h
            WHERE NOT (SELECT winnow.must_say_why()) OR h.image_id IN (SELECT i.image_id FROM winnow.readable_image i);
        CREATE VIEW winnow.readable_history WITH (security_barrier) AS
            SELECT h.* FROM winnow.history h
            WHERE NOT (SELECT winnow.must_say_why()) OR h.image_id IN (SELECT i.image_id FROM winnow.readable_image i);
        CREATE VIEW winnow.readable_pack WITH (security_barrier) AS
            SELECT p.* FROM winnow.pack p
            WHERE NOT (SELECT winnow.must_say_why()) OR p.image_id IN (SELECT i.image_id FROM winnow.readable_image i);
        CREATE VIEW winnow.readable_finding WITH (security_barrier) AS
            SELECT f.* FROM winnow.finding f
            WHERE NOT (SELECT winnow.must_say_why()) OR f.device_id IN (SELECT d.device_id FROM winnow.readable_device d);

        -- The units whose escalations a login may take; NULL for those who are bound to none: coordinators, auditors, owners.
        CREATE FUNCTION winnow.units_open_to_me() RETURNS text[]
        LANGUAGE sql STABLE AS $$
            SELECT CASE WHEN NOT r.rolsuper AND pg_has_role(r.oid, 'winnow_dfu', 'MEMBER')
                    AND NOT pg_has_role(r.oid, 'winnow_auditor', 'MEMBER') AND NOT pg_has_role(r.oid, 'winnow_coordinator', 'MEMBER')
                THEN ARRAY(SELECT m.route FROM winnow.unit_member m JOIN pg_roles g ON g.rolname = m.member
                           WHERE pg_has_role(r.oid, g.oid, 'MEMBER')) END
            FROM pg_roles r WHERE r.rolname = session_user
        $$;
        CREATE FUNCTION winnow.is_my_unit(p_route text) RETURNS boolean
        LANGUAGE sql STABLE AS $$
            SELECT u IS NULL OR p_route = ANY (u) FROM winnow.units_open_to_me() u
        $$;

        -- The list of the login's own units, and what belongs to devices that are open to it.
        CREATE VIEW winnow.readable_escalation WITH (security_barrier) AS
            SELECT e.* FROM winnow.escalation e
            WHERE NOT (SELECT winnow.must_say_why()) OR e.device_id IN (SELECT d.device_id FROM winnow.readable_device d)
                OR (0 = ANY ((SELECT winnow.batches_open_to_me())::bigint[])
                    AND ((SELECT winnow.units_open_to_me()) IS NULL OR e.route = ANY ((SELECT winnow.units_open_to_me())::text[])));

        -- That a report was written, by the digest of the list of its files.
        CREATE FUNCTION winnow.report_made(p_batch bigint, p_digest text) RETURNS void
        LANGUAGE sql AS $$
            SELECT winnow.append_audit('reading:' || p_batch, 'report-made', jsonb_build_object('digest', p_digest))
        $$;

        CREATE FUNCTION winnow.replayed(p_batch bigint, p_exhibit text, p_replay text, p_before text, p_after text) RETURNS void
        LANGUAGE sql AS $$
            SELECT winnow.append_audit('reading:' || p_batch, 'replayed', jsonb_build_object(
                'exhibit', p_exhibit, 'replay', p_replay, 'before', p_before, 'after', p_after))
        $$;

        -- What a device's records are, to the bit: for each table the number of its rows and the SHA-256 of their digests in
        -- ascending order. Written into the audit when a device is collated, and compared by record_faults.
        CREATE FUNCTION winnow.rows_digest(p_rows bytea[]) RETURNS jsonb IMMUTABLE
        LANGUAGE sql AS $$
            SELECT jsonb_build_object('rows', count(*), 'sha256', encode(sha256(coalesce(string_agg(h, '' ORDER BY h), '')), 'hex'))
            FROM unnest(p_rows) h
        $$;
        CREATE FUNCTION winnow.device_digests(p_device bigint) RETURNS jsonb STABLE
        LANGUAGE plpgsql SET timezone = 'UTC' SET datestyle = 'ISO' SET intervalstyle = 'postgres' SET bytea_output = 'hex' AS $$
        DECLARE
            v_images bigint[] := ARRAY(SELECT i.image_id FROM winnow.image i WHERE i.device_id = p_device);
        BEGIN
            RETURN jsonb_build_object(
                'images', winnow.rows_digest(ARRAY(
                    SELECT sha256(convert_to(x::text, 'UTF8')) FROM winnow.image x WHERE x.device_id = p_device)),
                'jobs', winnow.rows_digest(ARRAY(
                    SELECT sha256(convert_to(x::text, 'UTF8')) FROM winnow.done x
                    WHERE x.device_id = p_device AND (x.kind NOT IN ('notify', 'collate') OR x.job_id IN (
                        SELECT r.job_id FROM winnow.device_result r WHERE r.device_id = p_device)))),
                'attempts', winnow.rows_digest(ARRAY(
                    SELECT sha256(convert_to(a::text, 'UTF8')) FROM winnow.done x JOIN winnow.attempt_log a USING (job_id)
                    WHERE x.device_id = p_device AND x.kind NOT IN ('notify', 'collate'))),
                'escalations', winnow.rows_digest(ARRAY(
                    SELECT sha256(convert_to(concat_ws(' ', x.escalation_id, x.category, x.route, x.severity, x.outcome, x.hits,
                                                       x.target, x.revision, x.created_at, x.due_at, x.summary), 'UTF8'))
                    FROM winnow.escalation x WHERE x.device_id = p_device)),
                'packs', winnow.rows_digest(ARRAY(
                    SELECT sha256(convert_to(concat_ws(' ', x.job_id, x.fence, x.image_id, x.digest), 'UTF8'))
                    FROM winnow.pack x WHERE x.image_id = ANY (v_images))),
                'hits', winnow.rows_digest(ARRAY(
                    SELECT sha256(convert_to(x::text, 'UTF8')) FROM winnow.hit x WHERE x.image_id = ANY (v_images))),
                'history', winnow.rows_digest(ARRAY(
                    SELECT sha256(convert_to(x::text, 'UTF8')) FROM winnow.history x WHERE x.image_id = ANY (v_images))),
                'coverage', winnow.rows_digest(ARRAY(
                    SELECT sha256(convert_to(x::text, 'UTF8')) FROM winnow.coverage x WHERE x.image_id = ANY (v_images))),
                'findings', winnow.rows_digest(ARRAY(
                    SELECT sha256(convert_to(x::text, 'UTF8')) FROM winnow.finding x WHERE x.device_id = p_device)));
        END $$;

        -- The same of what one claim has written, as its worker's entry in the audit has it; a table without rows is left out.
        CREATE FUNCTION winnow.job_digests(p_image bigint, p_job bigint, p_fence bigint) RETURNS jsonb STABLE
        LANGUAGE plpgsql SET timezone = 'UTC' SET datestyle = 'ISO' SET bytea_output = 'hex' AS $$
        DECLARE
            v_found jsonb := coalesce((SELECT jsonb_build_object('pack', x.digest) FROM winnow.pack x
                                       WHERE x.job_id = p_job AND x.fence = p_fence), '{}');
            v_table text;
            v_rows  bytea[];
        BEGIN
            FOREACH v_table IN ARRAY ARRAY['hit', 'history', 'coverage', 'rescan_coverage'] LOOP
                EXECUTE format('SELECT array_agg(sha256(convert_to(x::text, ''UTF8''))) FROM winnow.%I x '
                               'WHERE x.image_id = $1 AND x.job_id = $2', v_table) INTO v_rows USING p_image, p_job;
                IF v_rows IS NOT NULL THEN
                    v_found := v_found || jsonb_build_object(v_table, winnow.rows_digest(v_rows));
                END IF;
            END LOOP;
            RETURN v_found;
        END $$;

        -- Which workers did a device's jobs: a host, a version and a login, with the sandboxes they reached.
        CREATE FUNCTION winnow.workers_of(p_device bigint) RETURNS jsonb STABLE
        LANGUAGE sql AS $$
            SELECT coalesce(jsonb_agg(to_jsonb(x) ORDER BY x.host, x.version, x.login, x.sandbox), '[]')
            FROM (SELECT w.host, w.version, w.login, d.sandbox, count(*) AS jobs
                  FROM winnow.done d JOIN winnow.worker w USING (worker_id)
                  WHERE d.device_id = p_device AND d.kind <> 'notify' GROUP BY w.host, w.version, w.login, d.sandbox) x
        $$;

        CREATE FUNCTION winnow.decision_text(d winnow.decision) RETURNS jsonb IMMUTABLE
        LANGUAGE sql AS $$
            SELECT jsonb_build_object('device', d.device_id, 'decision', d.decision, 'by', d.decided_by, 'role', d.role,
                                      'reason', d.reason, 'login', d.login, 'outcome', d.outcome, 'findings_digest', d.digest,
                                      'microseconds', (extract(epoch FROM d.decided_at) * 1000000)::bigint)
        $$;

        -- Where the records of a batch are not what its audit says. A device is compared once it is collated as it is now.
        CREATE FUNCTION winnow.record_faults(p_batch bigint) RETURNS TABLE (exhibit text, fault text)
        LANGUAGE plpgsql STABLE AS $$
        #variable_conflict use_column
        BEGIN
            RETURN QUERY
            WITH entry AS (
                SELECT a.seq, a.entry::jsonb AS e FROM winnow.audit a WHERE a.chain = 'batch:' || p_batch),
            collated AS (
                SELECT DISTINCT ON ((e ->> 'device')::bigint) (e ->> 'device')::bigint AS device_id, e
                FROM entry WHERE e ->> 'event' = 'collated' ORDER BY (e ->> 'device')::bigint, seq DESC),
            settled AS (
                SELECT d.device_id, d.exhibit, r.outcome, r.digest, c.e
                FROM winnow.device d JOIN winnow.device_result r USING (device_id) LEFT JOIN collated c USING (device_id)
                WHERE d.batch_id = p_batch AND r.generation = d.generation AND d.swept = d.generation AND NOT d.recognising
                    AND NOT EXISTS (SELECT 1 FROM winnow.lease l WHERE l.device_id = d.device_id AND l.kind <> 'notify')),
            told AS MATERIALIZED (
                SELECT a.chain, j.* FROM winnow.audit a CROSS JOIN LATERAL jsonb_to_recordset(a.entry::jsonb -> 'jobs') AS j (
                    job bigint, fence bigint, batch bigint, kind text, outcome text, records jsonb)
                WHERE a.chain IN (SELECT 'worker:' || x.worker_id FROM winnow.done x WHERE x.batch_id = p_batch)
                    AND j.batch = p_batch)
            SELECT s.exhibit, 'the audit has no result of this device' FROM settled s WHERE s.e IS NULL
            UNION ALL
            SELECT s.exhibit, 'the outcome or the findings digest is not the one in the audit' FROM settled s
            WHERE (s.outcome, s.digest) <> (s.e ->> 'outcome', s.e ->> 'findings_digest')
            UNION ALL
            SELECT s.exhibit, format('%s: not the rows that were collated (%s now, %s then)', k.key, k.value ->> 'rows',
                                     s.e -> 'records' -> k.key ->> 'rows')
            FROM settled s CROSS JOIN LATERAL jsonb_each(winnow.device_digests(s.device_id)) k
            WHERE s.e IS NOT NULL AND k.value IS DISTINCT FROM s.e -> 'records' -> k.key
            UNION ALL
            SELECT c.e ->> 'exhibit', 'the device is gone and was not purged' FROM collated c
            WHERE NOT EXISTS (SELECT 1 FROM winnow.device d WHERE d.device_id = c.device_id)
                AND NOT EXISTS (SELECT 1 FROM winnow.batch b WHERE b.batch_id = p_batch AND b.archived_at IS NOT NULL)
            UNION ALL
            SELECT x.exhibit, format('decision %s is not as the audit has it', decision_id)
            FROM (SELECT d.exhibit, y.decision_id, winnow.decision_text(y) AS e
                  FROM winnow.decision y JOIN winnow.device d USING (device_id) WHERE d.batch_id = p_batch) x
                FULL JOIN (SELECT (e ->> 'id')::bigint AS decision_id, e -> 'decision' AS e FROM entry
                           WHERE e ->> 'event' = 'decided') a USING (decision_id)
            WHERE a.e IS DISTINCT FROM x.e
                AND (x.e IS NOT NULL OR EXISTS (
                    SELECT 1 FROM winnow.batch b WHERE b.batch_id = p_batch AND b.archived_at IS NULL))
            UNION ALL
            SELECT d.exhibit, format('escalation %s: who acknowledged it is not as the audit has it', y.escalation_id)
            FROM winnow.escalation y JOIN winnow.device d USING (device_id) LEFT JOIN LATERAL (
                SELECT e FROM entry WHERE (e ->> 'escalation')::bigint = y.escalation_id
                    AND e ->> 'event' IN ('escalation-acknowledged', 'escalation-returned')
                ORDER BY seq DESC LIMIT 1) a ON true
            WHERE d.batch_id = p_batch AND ((y.acknowledged_by, y.note) IS DISTINCT FROM (a.e ->> 'by', a.e ->> 'note')
                OR (y.state IN ('acknowledged', 'returned') AND a.e ->> 'event' IS DISTINCT FROM 'escalation-' || y.state))
            UNION ALL
            SELECT d.exhibit, format('job %s: not as the worker that did it has it in the audit', x.job_id)
            FROM winnow.done x JOIN winnow.device d USING (device_id)
                LEFT JOIN told a ON a.job = x.job_id AND a.fence = x.fence AND a.chain = 'worker:' || x.worker_id
            WHERE x.batch_id = p_batch AND x.outcome IN ('ok', 'partial')
                AND (a.outcome IS DISTINCT FROM x.outcome OR a.kind IS DISTINCT FROM x.kind)
            UNION ALL
            SELECT d.exhibit, format('job %s: not what its worker wrote into %s', x.job_id, k)
            FROM winnow.done x JOIN winnow.device d USING (device_id)
                JOIN told a ON a.job = x.job_id AND a.fence = x.fence AND a.chain = 'worker:' || x.worker_id
                CROSS JOIN LATERAL winnow.job_digests(x.image_id, x.job_id, x.fence) n
                CROSS JOIN LATERAL jsonb_object_keys(a.records || n) k
            WHERE x.batch_id = p_batch AND x.image_id IS NOT NULL AND x.device_id NOT IN (SELECT s.device_id FROM settled s)
                AND n -> k IS DISTINCT FROM a.records -> k
            UNION ALL
            SELECT NULL, 'the batch has no entry of its submission' WHERE NOT EXISTS (
                SELECT 1 FROM entry WHERE e ->> 'event' = 'submitted' AND seq = 1)
            UNION ALL
            -- A bytea ends at 1 GB; larger sets, and those in a shared folder, are verified by every host that fetches them.
            SELECT NULL, format('%s %s (%s): the content is not what its digest says', r.kind, r.name, left(r.digest, 12))
            FROM winnow.batch_reference x JOIN winnow.reference_data r USING (reference_id)
            WHERE x.batch_id = p_batch AND r.bytes < 500000000 AND r.digest <> (
                SELECT encode(sha256(string_agg(c.content, '' ORDER BY c.ordinal)), 'hex')
                FROM winnow.reference_piece c WHERE c.digest = r.digest);
        END $$;

        -- Packs whose bytes are not what their digest says: reads all of them.
        CREATE FUNCTION winnow.pack_faults(p_batch bigint) RETURNS TABLE (exhibit text, fault text)
        LANGUAGE sql STABLE AS $$
            SELECT d.exhibit, format('the pack of job %s is not what its digest says', p.job_id)
            FROM winnow.pack p JOIN winnow.image i USING (image_id) JOIN winnow.device d USING (device_id)
            WHERE d.batch_id = p_batch AND encode(sha256(p.bytes), 'hex') <> p.digest
        $$;

        -- Getting in: submissions
        -- Rows come in by COPY through views whose triggers accept them only in the transaction that made their batch, or that
        -- has opened the results of their job. No role has a right on the tables behind.

        -- A batch of the same key is the same batch. The transaction goes on with device_intake, image_intake, start_batch.
        CREATE FUNCTION winnow.submit(p_name text, p_key text, p_priority smallint, p_references bigint[],
                                      p_replays bigint DEFAULT NULL, OUT batch_id bigint, OUT created boolean)
        LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        BEGIN
            INSERT INTO winnow.batch AS b (name, submit_key, priority, replays)
            VALUES (p_name, p_key, p_priority, p_replays)
            ON CONFLICT DO NOTHING RETURNING b.batch_id INTO submit.batch_id;
            created := FOUND;
            IF NOT created THEN
                SELECT b.batch_id INTO submit.batch_id FROM winnow.batch b WHERE b.submit_key = p_key;
                RETURN;
            END IF;
            INSERT INTO winnow.batch_reference (batch_id, reference_id)
            SELECT submit.batch_id, r FROM unnest(p_references) r ON CONFLICT DO NOTHING;
        END $$;

        CREATE FUNCTION winnow.reach_of(p_path text) RETURNS text IMMUTABLE STRICT
        LANGUAGE sql AS $$
            SELECT CASE WHEN p_path LIKE '/%' THEN 'path'
                        WHEN p_path ~ '^[a-z][a-z0-9+.-]*://' THEN 'url'
                        ELSE 'store:' || substring(p_path FROM '^([A-Za-z0-9._-]+):') END
        $$;

        CREATE VIEW winnow.device_intake AS
            SELECT batch_id, exhibit, label, kind, priority::bigint AS priority, notes::text AS notes FROM winnow.device;
        CREATE VIEW winnow.image_intake AS
            SELECT d.batch_id, d.exhibit, i.ordinal::bigint AS ordinal, i.path, i.max_readers::bigint AS max_readers
            FROM winnow.image i JOIN winnow.device d USING (device_id);

        CREATE FUNCTION winnow.take_device() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO winnow.device (batch_id, exhibit, label, kind, priority, notes)
            SELECT b.batch_id, NEW.exhibit, NEW.label, NEW.kind, NEW.priority, NEW.notes::jsonb
            FROM winnow.batch b WHERE b.batch_id = NEW.batch_id AND b.xmin = pg_current_xact_id()::xid;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'batch % was submitted before', NEW.batch_id USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER take INSTEAD OF INSERT ON winnow.device_intake FOR EACH ROW EXECUTE FUNCTION winnow.take_device();

        CREATE FUNCTION winnow.take_image() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO winnow.image (device_id, ordinal, path, reach, max_readers)
            SELECT d.device_id, NEW.ordinal, NEW.path, winnow.reach_of(NEW.path), NEW.max_readers
            FROM winnow.device d JOIN winnow.batch b USING (batch_id)
            WHERE d.batch_id = NEW.batch_id AND d.exhibit = NEW.exhibit AND b.xmin = pg_current_xact_id()::xid;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'batch % was submitted before', NEW.batch_id USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER take INSTEAD OF INSERT ON winnow.image_intake FOR EACH ROW EXECUTE FUNCTION winnow.take_image();

        -- Queues the surveys of a batch that this transaction has made. A survey whose spec is not empty also plans the
        -- verification of its image; p_recognition is in which languages scans plan the recognition of text in pictures.
        CREATE FUNCTION winnow.start_batch(p_batch bigint, p_verify boolean DEFAULT false, p_recognition text DEFAULT NULL)
        RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_jobs bigint[];
        BEGIN
            UPDATE winnow.batch b SET recognition = p_recognition
            WHERE b.batch_id = p_batch AND b.xmin = pg_current_xact_id()::xid AND p_recognition IS NOT NULL;
            -- A survey reads all metadata of a medium, which may take hours over a slow share.
            WITH made AS (
                INSERT INTO winnow.job (kind, batch_id, device_id, image_id, dedupe, place, max_run, spec)
                SELECT 'survey', d.batch_id, d.device_id, i.image_id, format('image:%s/survey', i.image_id), -2, '12 hours',
                    CASE WHEN p_verify THEN 'verify'::bytea ELSE '' END
                FROM winnow.device d JOIN winnow.image i USING (device_id) JOIN winnow.batch b USING (batch_id)
                WHERE d.batch_id = p_batch AND b.xmin = pg_current_xact_id()::xid
                ORDER BY d.priority, d.device_id, i.ordinal RETURNING job_id)
            SELECT coalesce(array_agg(job_id), '{}') INTO v_jobs FROM made;
            PERFORM winnow.enqueue(v_jobs);
            PERFORM winnow.note(p_batch, 'submitted', jsonb_build_object('images', cardinality(v_jobs), 'recognition', p_recognition, 'references', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'name', r.name, 'digest', r.digest)
                                          ORDER BY r.reference_id), '[]')
                FROM winnow.batch_reference x JOIN winnow.reference_data r USING (reference_id) WHERE x.batch_id = p_batch)));
        END $$;

        -- True when the content is not here yet and its pieces are to follow in the same transaction.
        CREATE FUNCTION winnow.add_reference(p_kind text, p_name text, p_digest text, p_set_kind text, p_entries bigint,
                                             p_bytes bigint, p_details jsonb) RETURNS boolean
        LANGUAGE plpgsql AS $$
        BEGIN
            -- Of two that bring the same content at once the second finds it here.
            PERFORM pg_advisory_xact_lock(hashtextextended('winnow.reference/' || p_digest, 0));
            INSERT INTO winnow.reference_data (kind, name, digest, set_kind, entries, bytes, details)
            VALUES (p_kind, p_name, p_digest, p_set_kind, p_entries, p_bytes, p_details) ON CONFLICT (kind, name, digest) DO NOTHING;
            IF FOUND THEN
                PERFORM winnow.note(NULL, 'reference-added',
                                    jsonb_build_object('kind', p_kind, 'name', p_name, 'digest', p_digest));
            END IF;
            RETURN NOT EXISTS (SELECT FROM winnow.reference_piece WHERE digest = p_digest);
        END $$;

        -- One after the other from 0, by the transaction that brought the first: what is there is never added to.
        CREATE FUNCTION winnow.add_reference_piece(p_digest text, p_ordinal integer, p_content bytea) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (SELECT FROM winnow.reference_data WHERE digest = p_digest)
                OR (p_ordinal = 0 AND EXISTS (SELECT FROM winnow.reference_piece WHERE digest = p_digest))
                OR (p_ordinal <> 0 AND NOT EXISTS (
                    SELECT FROM winnow.reference_piece
                    WHERE digest = p_digest AND ordinal = p_ordinal - 1 AND xmin = pg_current_xact_id()::xid))
            THEN
                RAISE EXCEPTION 'piece % does not follow', p_ordinal USING ERRCODE = 'restrict_violation';
            END IF;
            INSERT INTO winnow.reference_piece (digest, ordinal, content) VALUES (p_digest, p_ordinal, p_content);
        END $$;

        -- The queue: jobs move between ready, deferred, lease and done, each move in one transaction.
        -- All times are the server's. plpgsql keeps the plans of its statements, plain SQL functions do not.

        -- Puts jobs into the queue and wakes whoever waits; those of a paused batch wait for its resume. A re-scan reads packs
        -- and no image, so any worker can do it. The planner may only know that there were few jobs, and would compare each of the
        -- many that one transaction adds with each of p_jobs: hence each is looked up by itself, and never by a sequential scan.
        CREATE FUNCTION winnow.enqueue(p_jobs bigint[]) RETURNS void
        LANGUAGE plpgsql SET enable_seqscan = off AS $$
        DECLARE
            v_paused bigint[];
        BEGIN
            -- Held against a pause or cancel of the batch in between.
            PERFORM 1 FROM winnow.batch b
            WHERE b.batch_id IN (
                SELECT j.batch_id
                FROM unnest(p_jobs) AS p (job_id) CROSS JOIN LATERAL (SELECT * FROM winnow.job x WHERE x.job_id = p.job_id OFFSET 0) j)
            FOR SHARE;
            v_paused := ARRAY(SELECT b.batch_id FROM winnow.batch b WHERE b.state = 'paused');
            INSERT INTO winnow.ready (job_id, kind, batch_id, device_id, image_id, reach, max_readers, priority, place, attempt,
                                      crashes, ready_at)
            SELECT j.job_id, j.kind, j.batch_id, j.device_id, j.image_id, coalesce(i.reach, ''), i.max_readers,
                   -- What is short and urgent does not stand behind other devices' work, and no work behind recognition.
                   CASE WHEN j.place < -2 THEN 0 WHEN j.kind = 'ocr' THEN 32767 ELSE d.priority END, j.place, 0, 0, clock_timestamp()
            FROM unnest(p_jobs) AS p (job_id) CROSS JOIN LATERAL (SELECT * FROM winnow.job x WHERE x.job_id = p.job_id OFFSET 0) j
                JOIN winnow.device d USING (device_id)
                LEFT JOIN winnow.image i ON i.image_id = j.image_id AND j.kind <> 'rescan'
            WHERE j.batch_id <> ALL (v_paused)
            ORDER BY 8, j.place, j.job_id;
            IF FOUND THEN PERFORM pg_notify('winnow_ready', ''); END IF;
            IF cardinality(v_paused) = 0 THEN RETURN; END IF;
            INSERT INTO winnow.deferred
            SELECT j.job_id, j.kind, j.batch_id, j.device_id, j.image_id, coalesce(i.reach, ''), i.max_readers,
                   CASE WHEN j.kind = 'ocr' THEN 32767 ELSE d.priority END,
                   j.place, 0, 0, clock_timestamp(), 'infinity', 'paused'
            FROM unnest(p_jobs) AS p (job_id) CROSS JOIN LATERAL (SELECT * FROM winnow.job x WHERE x.job_id = p.job_id OFFSET 0) j
                JOIN winnow.device d USING (device_id)
                LEFT JOIN winnow.image i ON i.image_id = j.image_id AND j.kind <> 'rescan'
            WHERE j.batch_id = ANY (v_paused);
        END $$;

        -- Makes jobs claimable that wait in deferred.
        CREATE FUNCTION winnow.make_ready(p_jobs bigint[]) RETURNS integer
        LANGUAGE plpgsql SET enable_seqscan = off AS $$
        DECLARE
            v_count integer;
        BEGIN
            WITH gone AS (DELETE FROM winnow.deferred d USING unnest(p_jobs) AS p (job_id) WHERE d.job_id = p.job_id RETURNING d.*)
            INSERT INTO winnow.ready
            SELECT g.job_id, g.kind, g.batch_id, g.device_id, g.image_id, g.reach, g.max_readers, g.priority, g.place,
                   g.attempt, g.crashes, clock_timestamp()
            FROM gone g ORDER BY g.priority, g.place, g.job_id;
            GET DIAGNOSTICS v_count = ROW_COUNT;
            IF v_count > 0 THEN PERFORM pg_notify('winnow_ready', ''); END IF;
            RETURN v_count;
        END $$;

        -- A worker's start. `p_reach` is what it can read. What its host lacked before may be there now.
        CREATE FUNCTION winnow.register(p_host text, p_pid integer, p_version text, p_slots smallint, p_reach text[],
                                        p_seconds double precision) RETURNS uuid
        LANGUAGE plpgsql AS $$
        DECLARE
            v_worker uuid;
        BEGIN
            DELETE FROM winnow.absence a WHERE a.host = p_host;
            INSERT INTO winnow.worker (host, pid, version, slots, reach, login, lease_until)
            VALUES (p_host, p_pid, p_version, p_slots, p_reach || '{""}', session_user,
                    clock_timestamp() + make_interval(secs => p_seconds))
            RETURNING worker_id INTO v_worker;
            PERFORM winnow.append_audit('worker:' || v_worker, 'worker-started', jsonb_build_object(
                'host', p_host, 'pid', p_pid, 'version', p_version, 'slots', p_slots));
            RETURN v_worker;
        END $$;

        -- Rows of `ready` locked for a claim: the best of one image, no worse than a priority and place.
        CREATE FUNCTION winnow.pick_of_image(p_image bigint, p_limit integer, p_priority smallint, p_place integer,
                                             p_taken bigint[], OUT jobs bigint[], OUT capped boolean)
        LANGUAGE plpgsql AS $$
        BEGIN
            WITH pick AS MATERIALIZED (
                SELECT r.job_id, r.max_readers FROM winnow.ready r
                WHERE r.image_id = p_image AND (r.priority, r.place) <= (p_priority, p_place)
                    AND r.job_id <> ALL (p_taken)
                ORDER BY r.priority, r.place, r.job_id LIMIT p_limit FOR UPDATE SKIP LOCKED)
            SELECT coalesce(array_agg(p.job_id), '{}'), coalesce(bool_or(p.max_readers IS NOT NULL), false)
            INTO jobs, capped FROM pick p;
        END $$;

        -- The same for one reach.
        CREATE FUNCTION winnow.pick_of_reach(p_reach text, p_limit integer, p_taken bigint[],
                                             OUT jobs bigint[], OUT capped boolean)
        LANGUAGE plpgsql AS $$
        BEGIN
            WITH pick AS MATERIALIZED (
                SELECT r.job_id, r.max_readers FROM winnow.ready r
                WHERE r.reach = p_reach AND r.job_id <> ALL (p_taken)
                ORDER BY r.priority, r.place, r.job_id LIMIT p_limit FOR UPDATE SKIP LOCKED)
            SELECT coalesce(array_agg(p.job_id), '{}'), coalesce(bool_or(p.max_readers IS NOT NULL), false)
            INTO jobs, capped FROM pick p;
        END $$;

        -- Up to p_limit claimable jobs, locked: those of p_images first among equally good ones, none of p_barred images.
        -- Among jobs of several reaches the order holds between their best ones.
        CREATE FUNCTION winnow.pick(p_reach text[], p_limit integer, p_images bigint[], p_taken bigint[], p_barred bigint[],
                                    OUT jobs bigint[], OUT capped boolean)
        LANGUAGE plpgsql AS $$
        DECLARE
            v_reaches  text[];
            v_priority smallint;
            v_place    integer;
            v_images   bigint[];
            v_image    bigint;
            v_reach    text;
            v_more     record;
        BEGIN
            jobs := '{}';
            capped := false;
            IF cardinality(p_barred) = 0 THEN
                SELECT array_agg(k.reach ORDER BY x.priority, x.place, x.job_id),
                       (array_agg(x.priority ORDER BY x.priority, x.place, x.job_id))[1],
                       (array_agg(x.place ORDER BY x.priority, x.place, x.job_id))[1]
                INTO v_reaches, v_priority, v_place
                FROM unnest(p_reach) AS k (reach) CROSS JOIN LATERAL (
                    SELECT r.priority, r.place, r.job_id FROM winnow.ready r WHERE r.reach = k.reach
                    ORDER BY r.priority, r.place, r.job_id LIMIT 1) x;
                v_images := p_images;
            ELSE
                -- From image to image by the index, because a barred one may have any number of jobs in front.
                WITH RECURSIVE image (image_id) AS (
                    SELECT min(r.image_id) FROM winnow.ready r
                    UNION ALL
                    SELECT (SELECT min(r.image_id) FROM winnow.ready r WHERE r.image_id > i.image_id)
                    FROM image i WHERE i.image_id IS NOT NULL)
                SELECT coalesce(array_agg(i.image_id ORDER BY x.priority, x.place, i.image_id <> ALL (p_images), x.job_id), '{}')
                INTO v_images
                FROM image i CROSS JOIN LATERAL (
                    SELECT r.priority, r.place, r.job_id, r.reach FROM winnow.ready r WHERE r.image_id = i.image_id
                    ORDER BY r.priority, r.place, r.job_id LIMIT 1) x
                WHERE i.image_id <> ALL (p_barred) AND x.reach = ANY (p_reach);
                v_priority := 32767;
                v_place := 2147483647;
                SELECT * INTO v_more FROM winnow.pick_of_reach('', p_limit, p_taken);
                jobs := v_more.jobs;
                v_reaches := '{}';
            END IF;
            FOREACH v_image IN ARRAY v_images LOOP
                EXIT WHEN cardinality(jobs) >= p_limit;
                SELECT * INTO v_more
                FROM winnow.pick_of_image(v_image, p_limit - cardinality(jobs), v_priority, v_place, p_taken);
                jobs := jobs || v_more.jobs;
                capped := capped OR v_more.capped;
            END LOOP;
            FOREACH v_reach IN ARRAY coalesce(v_reaches, '{}') LOOP
                EXIT WHEN cardinality(jobs) >= p_limit;
                SELECT * INTO v_more FROM winnow.pick_of_reach(v_reach, p_limit - cardinality(jobs), p_taken || jobs);
                jobs := jobs || v_more.jobs;
                capped := capped OR v_more.capped;
            END LOOP;
        END $$;

        -- Of picked jobs those that their images' caps of readers leave room for, and the images that are full.
        -- Claims of one capped image wait for each other here; only the first lock may wait, so that no two block each other.
        CREATE FUNCTION winnow.within_caps(p_jobs bigint[], p_wait boolean, OUT jobs bigint[], OUT full_images bigint[])
        LANGUAGE plpgsql AS $$
        DECLARE
            v_image record;
            v_room  bigint;
            v_wait  boolean := p_wait;
        BEGIN
            jobs := ARRAY(SELECT r.job_id FROM winnow.ready r WHERE r.job_id = ANY (p_jobs) AND r.max_readers IS NULL);
            full_images := '{}';
            FOR v_image IN
                SELECT r.image_id, min(r.max_readers) AS cap, array_agg(r.job_id ORDER BY r.priority, r.place, r.job_id) AS jobs
                FROM winnow.ready r WHERE r.job_id = ANY (p_jobs) AND r.max_readers IS NOT NULL GROUP BY r.image_id
                ORDER BY r.image_id
            LOOP
                IF v_wait THEN
                    PERFORM pg_advisory_xact_lock(hashtextextended('winnow.image:' || v_image.image_id, 0));
                    v_wait := false;
                ELSIF NOT pg_try_advisory_xact_lock(hashtextextended('winnow.image:' || v_image.image_id, 0)) THEN
                    full_images := full_images || v_image.image_id;
                    CONTINUE;
                END IF;
                SELECT v_image.cap - count(*) INTO v_room FROM winnow.lease l WHERE l.image_id = v_image.image_id;
                jobs := jobs || v_image.jobs[1:greatest(v_room, 0)];
                IF v_room <= cardinality(v_image.jobs) THEN full_images := full_images || v_image.image_id; END IF;
            END LOOP;
        END $$;

        -- Up to p_limit jobs for a worker that is alive and not draining; among equally good ones those of p_images first.
        -- Arrays of ids, not joins with a LIMIT subquery: PostgreSQL estimates those at a tenth of the table and hashes it all.
        CREATE FUNCTION winnow.claim(p_worker uuid, p_limit integer, p_images bigint[])
        RETURNS TABLE (job_id bigint, fence bigint, kind text, attempt smallint, max_attempts smallint, batch_id bigint,
                       device_id bigint, image_id bigint, path text, spec bytea, cost bigint, seconds double precision)
        LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        DECLARE
            v_worker winnow.worker;
            v_jobs   bigint[] := '{}';
            v_barred bigint[];
            v_more   record;
            v_kept   record;
            v_wait   boolean := true;
        BEGIN
            SELECT w.* INTO v_worker FROM winnow.worker w, winnow.control c
            WHERE w.worker_id = p_worker AND w.lease_until > clock_timestamp() AND NOT w.draining AND NOT c.paused;
            IF NOT FOUND THEN RETURN; END IF;
            v_barred := ARRAY(SELECT a.image_id FROM winnow.absence a WHERE a.host = v_worker.host);
            LOOP
                SELECT * INTO v_more
                FROM winnow.pick(v_worker.reach, p_limit - cardinality(v_jobs), p_images, v_jobs, v_barred);
                IF NOT v_more.capped THEN
                    v_jobs := v_jobs || v_more.jobs;
                    EXIT;
                END IF;
                SELECT * INTO v_kept FROM winnow.within_caps(v_more.jobs, v_wait);
                v_wait := false;
                v_jobs := v_jobs || v_kept.jobs;
                v_barred := v_barred || v_kept.full_images;
                EXIT WHEN cardinality(v_jobs) >= p_limit OR cardinality(v_kept.full_images) = 0;
            END LOOP;
            IF cardinality(v_jobs) = 0 THEN RETURN; END IF;

            RETURN QUERY
            WITH taken AS (
                DELETE FROM winnow.ready r WHERE r.job_id = ANY (v_jobs) RETURNING r.*),
            held AS (
                INSERT INTO winnow.lease AS l (job_id, kind, batch_id, device_id, image_id, reach, max_readers, priority, place,
                                               attempt, crashes, ready_at, fence, worker_id, claimed_at, deadline)
                SELECT t.job_id, t.kind, t.batch_id, t.device_id, t.image_id, t.reach, t.max_readers, t.priority, t.place,
                       (t.attempt + 1)::smallint, t.crashes, t.ready_at, nextval('winnow.fence'), p_worker, clock_timestamp(),
                       clock_timestamp() + (SELECT j.max_run FROM winnow.job j WHERE j.job_id = t.job_id)
                FROM taken t
                RETURNING l.*)
            SELECT h.job_id, h.fence, h.kind, h.attempt, j.max_attempts, h.batch_id, h.device_id, h.image_id,
                   (SELECT i.path FROM winnow.image i WHERE i.image_id = h.image_id), j.spec, j.cost,
                   extract(epoch FROM h.deadline - h.claimed_at)::double precision
            FROM held h CROSS JOIN LATERAL (SELECT * FROM winnow.job j WHERE j.job_id = h.job_id OFFSET 0) j
            ORDER BY h.priority, h.place, h.job_id;
        END $$;

        -- Extends a worker's lease unless it has lapsed (who has lapsed cannot revive itself) and says what became of each
        -- claim: ok, cancel or lost. Job 0 is the worker itself: worker_expired, or drain.
        -- A claim whose answer never reached the worker is not among p_fences: after p_seconds it goes back.
        CREATE FUNCTION winnow.beat(p_worker uuid, p_seconds double precision, p_jobs bigint[], p_fences bigint[],
                                    p_files bigint[], p_bytes bigint[])
        RETURNS TABLE (job_id bigint, verdict text)
        LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        DECLARE
            v_draining boolean;
            l          winnow.lease;
        BEGIN
            UPDATE winnow.worker w SET lease_until = clock_timestamp() + make_interval(secs => p_seconds)
            WHERE w.worker_id = p_worker AND w.lease_until > clock_timestamp() RETURNING w.draining INTO v_draining;
            IF NOT FOUND THEN
                RETURN QUERY SELECT j, 'worker_expired' FROM unnest(p_jobs || 0::bigint) j;
                RETURN;
            END IF;
            IF v_draining THEN RETURN QUERY SELECT 0::bigint, 'drain'; END IF;
            -- In one order, against a cancel of the same jobs.
            PERFORM 1 FROM winnow.lease x WHERE x.worker_id = p_worker ORDER BY x.job_id FOR UPDATE;
            UPDATE winnow.lease x SET files = a.files, bytes = a.bytes
            FROM unnest(p_jobs, p_fences, p_files, p_bytes) AS a (job_id, fence, files, bytes)
            WHERE x.job_id = a.job_id AND x.fence = a.fence AND x.worker_id = p_worker
                AND (x.files, x.bytes) <> (a.files, a.bytes);
            RETURN QUERY
            SELECT a.job_id, CASE WHEN x.job_id IS NULL THEN 'lost' WHEN x.cancel THEN 'cancel' ELSE 'ok' END
            FROM unnest(p_jobs, p_fences) AS a (job_id, fence)
                LEFT JOIN winnow.lease x ON x.job_id = a.job_id AND x.fence = a.fence AND x.worker_id = p_worker;
            FOR l IN
                DELETE FROM winnow.lease x
                WHERE x.worker_id = p_worker AND x.fence <> ALL (p_fences)
                    AND x.claimed_at < clock_timestamp() - make_interval(secs => p_seconds)
                RETURNING x.*
            LOOP
                PERFORM winnow.give_back(l, 'unheard-claim');
            END LOOP;
        END $$;

        -- Results: open_results, then COPY into pack, hit, history and coverage, then complete, then what is short, then COMMIT.
        -- While the client sends rows no lock is held that anybody needs, so one that freezes there holds nothing up; complete takes the
        -- fence, and rows of a claim that has lapsed since then fail the transaction.

        -- The claims whose results this very transaction writes. Rows live no longer than their transaction.
        CREATE UNLOGGED TABLE winnow.intake (
            job_id    bigint NOT NULL,
            fence     bigint NOT NULL,
            kind      text NOT NULL,
            batch_id  bigint NOT NULL,
            device_id bigint NOT NULL,
            image_id  bigint,
            -- What has come in, for the audit: a table's name, its rows and their SHA-256.
            records   jsonb NOT NULL DEFAULT '{}',
            PRIMARY KEY (job_id, fence)
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
        CREATE VIEW winnow.intaking AS SELECT i.* FROM winnow.intake i WHERE i.xmin = pg_current_xact_id()::xid;

        -- At the commit: results without the end of their claim do not stay.
        CREATE FUNCTION winnow.refuse_unended() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT 1 FROM winnow.intake i WHERE i.job_id = NEW.job_id AND i.fence = NEW.fence) THEN
                RAISE EXCEPTION 'the results of job % came without its end', NEW.job_id USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER ended AFTER INSERT ON winnow.intake DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION winnow.refuse_unended();

        -- Gives the jobs whose claims stand: rows of them alone are taken.
        CREATE FUNCTION winnow.open_results(p_worker uuid, p_jobs bigint[], p_fences bigint[]) RETURNS SETOF bigint
        LANGUAGE sql AS $$
            INSERT INTO winnow.intake
            SELECT l.job_id, l.fence, l.kind, l.batch_id, l.device_id, l.image_id FROM winnow.lease l
            WHERE l.job_id = ANY (p_jobs) AND l.worker_id = p_worker AND NOT l.cancel
                AND l.fence = p_fences[array_position(p_jobs, l.job_id)]
            RETURNING job_id
        $$;

        -- Ends claims with a result. Gives the jobs that were still held; of all others nothing may be written.
        -- The audit of what a worker has done is a chain of its own, so that no worker waits for another.
        CREATE FUNCTION winnow.complete(p_worker uuid, p_jobs bigint[], p_fences bigint[], p_outcomes text[],
                                        p_files bigint[], p_bytes bigint[], p_sandboxes text[]) RETURNS SETOF bigint
        LANGUAGE plpgsql AS $$
        #variable_conflict use_column
        DECLARE
            v_ended jsonb;
        BEGIN
            -- Who freezes between here and the commit must not hold the jobs for long.
            PERFORM set_config('idle_in_transaction_session_timeout', '60s', true);
            -- In one order, against a cancel of the same jobs.
            PERFORM 1 FROM winnow.lease l WHERE l.job_id = ANY (p_jobs) ORDER BY l.job_id FOR UPDATE;
            RETURN QUERY
            WITH gone AS (
                DELETE FROM winnow.lease l
                WHERE l.job_id = ANY (p_jobs) AND l.worker_id = p_worker AND NOT l.cancel
                    AND l.fence = p_fences[array_position(p_jobs, l.job_id)]
                RETURNING l.*)
            INSERT INTO winnow.done AS d (job_id, kind, batch_id, device_id, image_id, fence, outcome, attempt, worker_id,
                                          ready_at, claimed_at, files, bytes, sandbox)
            SELECT g.job_id, g.kind, g.batch_id, g.device_id, g.image_id, g.fence,
                   p_outcomes[array_position(p_jobs, g.job_id)], g.attempt, g.worker_id, g.ready_at, g.claimed_at,
                   p_files[array_position(p_jobs, g.job_id)], p_bytes[array_position(p_jobs, g.job_id)],
                   nullif(p_sandboxes[array_position(p_jobs, g.job_id)], '')
            FROM gone g RETURNING d.job_id;
            WITH gone AS (
                DELETE FROM winnow.intake i
                WHERE i.job_id = ANY (p_jobs) AND i.xmin = pg_current_xact_id()::xid
                    AND EXISTS (SELECT 1 FROM winnow.done d WHERE d.job_id = i.job_id AND d.fence = i.fence)
                RETURNING i.job_id, i.records)
            SELECT jsonb_agg(jsonb_build_object('job', d.job_id, 'fence', d.fence, 'batch', d.batch_id, 'kind', d.kind,
                                                'outcome', d.outcome, 'records', coalesce(g.records, '{}')) ORDER BY d.job_id)
            INTO v_ended FROM winnow.done d LEFT JOIN gone g USING (job_id)
            WHERE d.job_id = ANY (p_jobs) AND d.fence = p_fences[array_position(p_jobs, d.job_id)] AND d.worker_id = p_worker;
            IF EXISTS (SELECT 1 FROM winnow.intaking i WHERE i.job_id = ANY (p_jobs)) THEN
                RAISE EXCEPTION 'a claim has lapsed while its results were written' USING ERRCODE = 'serialization_failure';
            END IF;
            IF v_ended IS NOT NULL THEN
                PERFORM winnow.append_audit('worker:' || p_worker, 'jobs-ended', jsonb_build_object('jobs', v_ended));
            END IF;
        END $$;

        CREATE FUNCTION winnow.was_completed(p_job bigint, p_fence bigint) RETURNS boolean
        LANGUAGE sql STABLE AS $$
            SELECT EXISTS (SELECT 1 FROM winnow.done d
                           WHERE d.job_id = p_job AND d.fence = p_fence AND d.outcome IN ('ok', 'partial'))
        $$;

        -- Writes the end of a job that has no result.
        CREATE FUNCTION winnow.finish(l winnow.lease, p_outcome text, p_code text, p_text text, p_remedy text, p_cause text)
        RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO winnow.done (job_id, kind, batch_id, device_id, image_id, fence, outcome, attempt, worker_id, ready_at,
                                     claimed_at, error_code, error_text, error_remedy, error_cause)
            VALUES (l.job_id, l.kind, l.batch_id, l.device_id, l.image_id, l.fence, p_outcome, l.attempt, l.worker_id,
                    l.ready_at, l.claimed_at, p_code, p_text, p_remedy, p_cause);
            IF l.kind = 'survey' THEN
                UPDATE winnow.image SET state = 'failed' WHERE image_id = l.image_id;
            END IF;
        END $$;

        CREATE FUNCTION winnow.log_attempt(l winnow.lease, p_ending text, p_code text, p_text text) RETURNS void
        LANGUAGE sql AS $$
            INSERT INTO winnow.attempt_log (job_id, fence, attempt, worker_id, ready_at, claimed_at, ending, error_code,
                                            error_text)
            VALUES (l.job_id, l.fence, l.attempt, l.worker_id, l.ready_at, l.claimed_at, p_ending, p_code, p_text)
        $$;

        -- Ends an attempt without a result: the job waits and runs again, or is quarantined after its last attempt or crash.
        CREATE FUNCTION winnow.end_attempt(l winnow.lease, p_ending text, p_retryable boolean, p_code text, p_text text,
                                           p_remedy text, p_cause text)
        RETURNS text
        LANGUAGE plpgsql AS $$
        DECLARE
            v_job     winnow.job;
            v_crashes smallint := l.crashes + CASE WHEN p_ending = 'worker-lost' THEN 1 ELSE 0 END;
        BEGIN
            PERFORM winnow.log_attempt(l, p_ending, p_code, p_text);
            SELECT j.* INTO v_job FROM winnow.job j WHERE j.job_id = l.job_id;
            IF l.cancel THEN
                PERFORM winnow.finish(l, 'cancelled', 'cancelled', 'cancelled', NULL, NULL);
                RETURN 'final';
            END IF;
            IF p_retryable AND l.attempt < v_job.max_attempts AND v_crashes < v_job.max_crashes THEN
                INSERT INTO winnow.deferred
                VALUES (l.job_id, l.kind, l.batch_id, l.device_id, l.image_id, l.reach, l.max_readers, l.priority, l.place,
                        l.attempt, v_crashes, l.ready_at,
                        clock_timestamp() + make_interval(secs => least(300, power(2, l.attempt)) * (0.5 + random())),
                        p_ending);
                RETURN 'retry';
            END IF;
            PERFORM winnow.finish(l, 'quarantined', p_code, p_text, p_remedy, p_cause);
            RETURN 'final';
        END $$;

        -- Puts back a job whose claim is deleted: claimable at once, the attempt not counted.
        CREATE FUNCTION winnow.give_back(l winnow.lease, p_ending text) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_state text;
        BEGIN
            PERFORM winnow.log_attempt(l, p_ending, NULL, NULL);
            IF l.cancel THEN
                PERFORM winnow.finish(l, 'cancelled', 'cancelled', 'cancelled', NULL, NULL);
                RETURN;
            END IF;
            SELECT b.state INTO v_state FROM winnow.batch b WHERE b.batch_id = l.batch_id FOR SHARE;
            INSERT INTO winnow.deferred
            VALUES (l.job_id, l.kind, l.batch_id, l.device_id, l.image_id, l.reach, l.max_readers, l.priority, l.place,
                    (l.attempt - 1)::smallint, l.crashes, l.ready_at, 'infinity', 'paused');
            IF v_state <> 'paused' THEN PERFORM winnow.make_ready(ARRAY[l.job_id]); END IF;
        END $$;

        -- 'retry' or 'final'; NULL when the fence is gone.
        CREATE FUNCTION winnow.fail(p_worker uuid, p_job bigint, p_fence bigint, p_retryable boolean, p_code text, p_text text,
                                    p_remedy text, p_cause text)
        RETURNS text
        LANGUAGE plpgsql AS $$
        DECLARE
            l winnow.lease;
        BEGIN
            DELETE FROM winnow.lease x WHERE x.job_id = p_job AND x.fence = p_fence AND x.worker_id = p_worker
            RETURNING x.* INTO l;
            IF NOT FOUND THEN RETURN NULL; END IF;
            RETURN winnow.end_attempt(l, 'error', p_retryable, p_code, p_text, p_remedy, p_cause);
        END $$;

        -- The image is not on the worker's host. The job goes to a host that has not said so; when none is left it ends.
        CREATE FUNCTION winnow.absent(p_worker uuid, p_job bigint, p_fence bigint, p_code text, p_text text, p_remedy text,
                                      p_cause text)
        RETURNS text
        LANGUAGE plpgsql AS $$
        DECLARE
            l winnow.lease;
        BEGIN
            DELETE FROM winnow.lease x WHERE x.job_id = p_job AND x.fence = p_fence AND x.worker_id = p_worker
            RETURNING x.* INTO l;
            IF NOT FOUND THEN RETURN NULL; END IF;
            INSERT INTO winnow.absence (host, image_id)
            SELECT w.host, l.image_id FROM winnow.worker w WHERE w.worker_id = p_worker ON CONFLICT DO NOTHING;
            IF EXISTS (SELECT 1 FROM winnow.reachable r WHERE r.image_id = l.image_id) THEN
                PERFORM winnow.give_back(l, 'not-here');
                RETURN 'retry';
            END IF;
            RETURN winnow.end_attempt(l, 'error', false, p_code, p_text, p_remedy, p_cause);
        END $$;

        -- Gives a claim back unspent. False when the fence is gone.
        CREATE FUNCTION winnow.release(p_worker uuid, p_job bigint, p_fence bigint) RETURNS boolean
        LANGUAGE plpgsql AS $$
        DECLARE
            l winnow.lease;
        BEGIN
            DELETE FROM winnow.lease x WHERE x.job_id = p_job AND x.fence = p_fence AND x.worker_id = p_worker
            RETURNING x.* INTO l;
            IF NOT FOUND THEN RETURN false; END IF;
            PERFORM winnow.give_back(l, 'released');
            RETURN true;
        END $$;

        -- Workers that can be given jobs, and the images that they can read.
        CREATE VIEW winnow.live_worker AS
            SELECT w.* FROM winnow.worker w WHERE w.lease_until > clock_timestamp() AND NOT w.draining;
        CREATE VIEW winnow.reachable AS
            SELECT i.image_id, w.worker_id FROM winnow.image i JOIN winnow.live_worker w ON i.reach = ANY (w.reach)
            WHERE NOT EXISTS (SELECT 1 FROM winnow.absence a WHERE a.host = w.host AND a.image_id = i.image_id);

        -- Upkeep, by any worker

        -- Takes jobs from workers whose lease has lapsed, and from attempts past their deadline.
        -- LEFT JOIN: a worker row that is gone does not hide its jobs.
        CREATE FUNCTION winnow.rescue(p_limit integer) RETURNS integer
        LANGUAGE plpgsql AS $$
        DECLARE
            v_late  boolean;
            v_count integer := 0;
            l       winnow.lease;
        BEGIN
            FOR l IN
                SELECT x.* FROM winnow.lease x LEFT JOIN winnow.worker w USING (worker_id)
                WHERE w.worker_id IS NULL OR w.lease_until <= clock_timestamp() OR x.deadline <= clock_timestamp()
                ORDER BY x.job_id LIMIT p_limit FOR UPDATE OF x SKIP LOCKED
            LOOP
                DELETE FROM winnow.lease x WHERE x.job_id = l.job_id AND x.fence = l.fence;
                v_late := l.deadline <= clock_timestamp();
                PERFORM winnow.end_attempt(
                    l, CASE WHEN v_late THEN 'deadline' ELSE 'worker-lost' END, true,
                    CASE WHEN v_late THEN 'job-too-slow' ELSE 'worker-lost' END,
                    CASE WHEN v_late THEN 'the job ran past its time limit' ELSE 'the worker running the job was lost' END,
                    NULL, NULL);
                v_count := v_count + 1;
            END LOOP;
            RETURN v_count;
        END $$;

        -- Makes due jobs claimable; those of a batch paused meanwhile go on waiting.
        CREATE FUNCTION winnow.promote(p_limit integer) RETURNS integer
        LANGUAGE plpgsql AS $$
        DECLARE
            v_jobs bigint[];
        BEGIN
            WITH due AS MATERIALIZED (
                SELECT d.job_id FROM winnow.deferred d WHERE d.run_at <= clock_timestamp()
                ORDER BY d.run_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
            SELECT coalesce(array_agg(due.job_id), '{}') INTO v_jobs FROM due;
            UPDATE winnow.deferred d SET run_at = 'infinity', reason = 'paused'
            FROM winnow.batch b WHERE d.job_id = ANY (v_jobs) AND b.batch_id = d.batch_id AND b.state = 'paused';
            RETURN winnow.make_ready(ARRAY(
                SELECT d.job_id FROM winnow.deferred d WHERE d.job_id = ANY (v_jobs) AND d.run_at < 'infinity'));
        END $$;

        -- A device with no survey or scan left gets its collate job, once a generation, also when all of it went wrong. It does not
        -- wait for the text in its pictures: when the last of that is recognised, a new generation is collated.
        -- One statement sees one moment, and jobs move between the three tables in one transaction: none is overlooked.
        -- The second look, with the rows locked, is against a retry in between.
        CREATE VIEW winnow.finished_device AS
            SELECT d.device_id FROM winnow.device d JOIN winnow.batch b USING (batch_id)
            WHERE (d.swept < d.generation OR d.recognising) AND b.state IN ('open', 'paused')
                AND NOT EXISTS (SELECT 1 FROM winnow.ready r WHERE r.device_id = d.device_id AND r.place >= -2
                                AND (r.kind <> 'ocr' OR d.swept = d.generation))
                AND NOT EXISTS (SELECT 1 FROM winnow.deferred r WHERE r.device_id = d.device_id AND r.place >= -2
                                AND (r.kind <> 'ocr' OR d.swept = d.generation))
                AND NOT EXISTS (SELECT 1 FROM winnow.lease r WHERE r.device_id = d.device_id AND r.place >= -3
                                AND (r.kind <> 'ocr' OR d.swept = d.generation));

        -- Pictures of a device in which text is still to be recognised.
        CREATE VIEW winnow.waiting_recognition AS
            SELECT r.device_id FROM winnow.ready r WHERE r.kind = 'ocr'
            UNION ALL SELECT r.device_id FROM winnow.deferred r WHERE r.kind = 'ocr'
            UNION ALL SELECT r.device_id FROM winnow.lease r WHERE r.kind = 'ocr';

        CREATE FUNCTION winnow.sweep_devices() RETURNS integer
        LANGUAGE plpgsql AS $$
        DECLARE
            v_device winnow.device;
            v_job    bigint;
            v_count  integer := 0;
        BEGIN
            FOR v_device IN
                SELECT d.* FROM winnow.device d JOIN winnow.batch b USING (batch_id)
                WHERE d.device_id IN (SELECT f.device_id FROM winnow.finished_device f)
                ORDER BY d.device_id FOR UPDATE OF d SKIP LOCKED FOR SHARE OF b SKIP LOCKED
            LOOP
                -- All recognition is planned by now, since scans plan it; what is not done yet is collated when it is.
                UPDATE winnow.device d SET generation = greatest(d.generation, d.swept + 1),
                    swept = greatest(d.generation, d.swept + 1),
                    recognising = EXISTS (SELECT 1 FROM winnow.waiting_recognition w WHERE w.device_id = d.device_id)
                WHERE d.device_id = v_device.device_id
                    AND d.device_id IN (SELECT f.device_id FROM winnow.finished_device f)
                RETURNING d.* INTO v_device;
                CONTINUE WHEN NOT FOUND;
                -- What an early collate that nobody has begun would see, the last one sees too.
                WITH gone AS (DELETE FROM winnow.ready r WHERE r.device_id = v_device.device_id AND r.place = -3 RETURNING r.job_id),
                waiting AS (DELETE FROM winnow.deferred r WHERE r.device_id = v_device.device_id AND r.place = -3 RETURNING r.job_id)
                DELETE FROM winnow.job j USING (SELECT job_id FROM gone UNION ALL SELECT job_id FROM waiting) x
                WHERE j.job_id = x.job_id;
                INSERT INTO winnow.job (kind, batch_id, device_id, dedupe, place)
                VALUES ('collate', v_device.batch_id, v_device.device_id,
                        format('device:%s/collate/%s', v_device.device_id, v_device.generation), -1)
                ON CONFLICT (dedupe) DO NOTHING RETURNING job_id INTO v_job;
                IF FOUND THEN
                    PERFORM winnow.enqueue(ARRAY[v_job]);
                    v_count := v_count + 1;
                END IF;
            END LOOP;
            RETURN v_count;
        END $$;

        -- A batch whose devices are all collated and that has no job left is complete, with gaps if anything is missing.
        CREATE VIEW winnow.finished_batch AS
            SELECT b.batch_id FROM winnow.batch b
            WHERE b.state = 'open'
                AND NOT EXISTS (SELECT 1 FROM winnow.device d WHERE d.batch_id = b.batch_id AND (d.swept < d.generation OR d.recognising))
                AND NOT EXISTS (SELECT 1 FROM winnow.ready r WHERE r.batch_id = b.batch_id AND r.place > -4)
                AND NOT EXISTS (SELECT 1 FROM winnow.deferred r WHERE r.batch_id = b.batch_id AND r.place > -4)
                AND NOT EXISTS (SELECT 1 FROM winnow.lease r WHERE r.batch_id = b.batch_id AND r.place > -4);

        CREATE FUNCTION winnow.sweep_batches() RETURNS integer
        LANGUAGE plpgsql AS $$
        DECLARE
            v_batches bigint[];
            v_count   integer;
        BEGIN
            v_batches := ARRAY(
                SELECT b.batch_id FROM winnow.batch b WHERE b.batch_id IN (SELECT f.batch_id FROM winnow.finished_batch f)
                ORDER BY b.batch_id FOR UPDATE SKIP LOCKED);
            UPDATE winnow.batch b SET completed_at = now(), state = CASE WHEN
                EXISTS (SELECT 1 FROM winnow.done x WHERE x.batch_id = b.batch_id AND x.outcome <> 'ok' AND x.kind <> 'notify')
                OR EXISTS (SELECT 1 FROM winnow.image i JOIN winnow.device d USING (device_id)
                           WHERE d.batch_id = b.batch_id AND i.errors <> '[]')
                OR EXISTS (SELECT 1 FROM winnow.device d LEFT JOIN winnow.device_result r USING (device_id)
                           WHERE d.batch_id = b.batch_id AND r.generation IS DISTINCT FROM d.generation)
                THEN 'complete with gaps' ELSE 'complete' END
            WHERE b.batch_id = ANY (v_batches) AND b.batch_id IN (SELECT f.batch_id FROM winnow.finished_batch f);
            GET DIAGNOSTICS v_count = ROW_COUNT;
            RETURN v_count;
        END $$;

        -- Forgets workers that are long gone. Their jobs were rescued, or are by the rows' absence.
        CREATE FUNCTION winnow.prune_workers() RETURNS integer
        LANGUAGE plpgsql AS $$
        DECLARE
            v_count integer;
        BEGIN
            DELETE FROM winnow.worker w WHERE w.lease_until < clock_timestamp() - interval '7 days';
            GET DIAGNOSTICS v_count = ROW_COUNT;
            RETURN v_count;
        END $$;

        -- Nothing to claim, waiting or running, outside paused batches and what no live worker can read. A worker that has lapsed
        -- and not noticed is not told so: what nobody else can read would be left.
        CREATE FUNCTION winnow.is_idle(p_worker uuid) RETURNS boolean
        LANGUAGE sql STABLE AS $$
            SELECT (p_worker IS NULL OR EXISTS (
                    SELECT 1 FROM winnow.worker w WHERE w.worker_id = p_worker AND w.lease_until > clock_timestamp()))
                AND NOT EXISTS (SELECT 1 FROM winnow.lease)
                AND NOT EXISTS (SELECT 1 FROM winnow.deferred WHERE run_at < 'infinity' AND kind <> 'notify')
                AND ((SELECT paused FROM winnow.control) OR NOT EXISTS (SELECT 1 FROM winnow.ready r
                    WHERE r.reach = '' OR EXISTS (SELECT 1 FROM winnow.reachable x WHERE x.image_id = r.image_id)))
        $$;

        CREATE FUNCTION winnow.has_finished() RETURNS boolean
        LANGUAGE sql STABLE AS $$
            SELECT EXISTS (SELECT 1 FROM winnow.finished_device) OR EXISTS (SELECT 1 FROM winnow.finished_batch)
        $$;

        -- Seconds until the first waiting job may run again; NULL when none waits.
        CREATE FUNCTION winnow.next_due() RETURNS double precision
        LANGUAGE sql STABLE AS $$
            SELECT extract(epoch FROM min(run_at) - clock_timestamp())::double precision
            FROM winnow.deferred WHERE run_at < 'infinity'
        $$;

        CREATE FUNCTION winnow.retire(p_worker uuid) RETURNS void
        LANGUAGE sql AS $$
            UPDATE winnow.worker SET draining = true, lease_until = least(lease_until, clock_timestamp()),
                retired_at = clock_timestamp() WHERE worker_id = p_worker
        $$;

        -- What the worker reads

        CREATE FUNCTION winnow.installed_schema() RETURNS text
        LANGUAGE sql STABLE AS $$ SELECT value FROM winnow.meta WHERE key = 'schema' $$;

        -- `rescan` is null for what the batch was submitted with.
        CREATE FUNCTION winnow.references_of(p_batch bigint)
        RETURNS TABLE (reference_id bigint, kind text, name text, digest text, set_kind text, entries bigint, rescan integer)
        LANGUAGE sql STABLE AS $$
            SELECT r.reference_id, r.kind, r.name, r.digest, r.set_kind, r.entries, s.ordinal
            FROM winnow.reference_data r JOIN winnow.batch_reference b USING (reference_id)
                LEFT JOIN winnow.rescan s USING (rescan_id)
            WHERE b.batch_id = p_batch
        $$;

        -- Null past the last.
        CREATE FUNCTION winnow.read_reference(p_digest text, p_ordinal integer) RETURNS bytea
        LANGUAGE sql STABLE AS $$
            SELECT content FROM winnow.reference_piece WHERE digest = p_digest AND ordinal = p_ordinal
        $$;

        -- What a running re-scan or re-read searches with, and the packs that it searches. Known-good sets of the batch go along:
        -- they make no hits, but lists may leave out what is in them.
        CREATE FUNCTION winnow.rescan_references(p_worker uuid, p_job bigint, p_fence bigint)
        RETURNS TABLE (reference_id bigint, kind text, name text, digest text, set_kind text, entries bigint)
        LANGUAGE sql STABLE AS $$
            SELECT r.reference_id, r.kind, r.name, r.digest, r.set_kind, r.entries
            FROM winnow.lease l JOIN winnow.job j USING (job_id)
                JOIN winnow.batch_reference b ON b.batch_id = j.batch_id JOIN winnow.reference_data r USING (reference_id)
            WHERE l.job_id = p_job AND l.fence = p_fence AND l.worker_id = p_worker
                AND (b.rescan_id = j.rescan_id OR r.set_kind = 'known-good')
        $$;
        CREATE FUNCTION winnow.rescan_pack(p_worker uuid, p_job bigint, p_fence bigint, p_pack bigint) RETURNS bytea
        LANGUAGE sql STABLE AS $$
            SELECT p.bytes FROM winnow.lease l JOIN winnow.pack p USING (image_id)
            WHERE l.job_id = p_job AND l.fence = p_fence AND l.worker_id = p_worker AND l.kind = 'rescan' AND p.job_id = p_pack
        $$;

        -- The device of a running collate job: what follows gives records of that device only, and only to its worker.
        CREATE FUNCTION winnow.collated_device(p_worker uuid, p_job bigint, p_fence bigint) RETURNS bigint
        LANGUAGE sql STABLE AS $$
            SELECT l.device_id FROM winnow.lease l
            WHERE l.job_id = p_job AND l.fence = p_fence AND l.worker_id = p_worker AND l.kind = 'collate'
        $$;

        -- What the re-scans of a device's images looked at, by re-scan; and the space that is no file's, which no pack holds.
        CREATE VIEW winnow.image_rescan AS
            SELECT i.device_id, c.image_id, s.ordinal, c.what, c.type, sum(c.files)::bigint AS files,
                   sum(c.bytes)::bigint AS bytes
            FROM winnow.rescan_coverage c JOIN winnow.job j USING (job_id) JOIN winnow.rescan s USING (rescan_id)
                JOIN winnow.image i ON i.image_id = c.image_id
            GROUP BY i.device_id, c.image_id, s.ordinal, c.what, c.type
            UNION ALL
            SELECT i.device_id, c.image_id, s.ordinal, 'space' COLLATE "C", c.reason, 0, sum(c.bytes)::bigint
            FROM winnow.coverage c JOIN winnow.image i USING (image_id) JOIN winnow.device d USING (device_id)
                JOIN winnow.rescan s USING (batch_id)
            WHERE NOT s.reread AND c.files = 0 AND c.members = 0 AND c.bytes > 0 AND c.status NOT IN ('encrypted', 'unreadable')
                AND c.reason NOT IN ('file-system-structures', 'partition-table')
                AND EXISTS (SELECT FROM winnow.batch_reference b JOIN winnow.reference_data r USING (reference_id)
                            WHERE b.rescan_id = s.rescan_id AND r.kind = 'keywords')
            GROUP BY i.device_id, c.image_id, s.ordinal, c.reason;

        CREATE VIEW winnow.image_coverage AS
            SELECT i.device_id, c.image_id, c.status, c.reason, sum(c.files)::bigint AS files, sum(c.bytes)::bigint AS bytes,
                   sum(c.members)::bigint AS members, sum(c.pictures)::bigint AS pictures
            FROM winnow.coverage c JOIN winnow.image i USING (image_id)
            GROUP BY i.device_id, c.image_id, c.status, c.reason;

        -- Why jobs of a device ended without a result.
        CREATE VIEW winnow.device_gap AS
            SELECT device_id, error_code, error_text, error_remedy, error_cause FROM winnow.done
            WHERE kind NOT IN ('collate', 'notify') AND outcome NOT IN ('ok', 'partial');

        -- What a report says of the work itself, for roles that do not see the queue.
        CREATE VIEW winnow.ended_job AS
            SELECT x.device_id, coalesce(w.host, 'not known any more') AS host, coalesce(w.version, '') AS version,
                coalesce(x.sandbox, '') AS sandbox, x.claimed_at, x.finished_at
            FROM winnow.done x LEFT JOIN winnow.worker w USING (worker_id)
            WHERE x.kind <> 'notify' AND x.claimed_at IS NOT NULL;
        CREATE VIEW winnow.failed_attempt AS
            SELECT j.device_id FROM winnow.attempt_log a JOIN winnow.job j USING (job_id)
            WHERE a.ending NOT IN ('released', 'not-here');
        CREATE VIEW winnow.rescan_job AS
            SELECT j.rescan_id, x.job_id IS NOT NULL AS has_ended, coalesce(x.files, l.files) AS files,
                coalesce(x.bytes, l.bytes) AS bytes
            FROM winnow.job j LEFT JOIN winnow.done x ON x.job_id = j.job_id LEFT JOIN winnow.lease l ON l.job_id = j.job_id;

        CREATE FUNCTION winnow.collate_devices(p_worker uuid, p_job bigint, p_fence bigint) RETURNS SETOF winnow.device
        LANGUAGE sql STABLE AS $$
            SELECT * FROM winnow.device WHERE device_id = winnow.collated_device(p_worker, p_job, p_fence)
        $$;
        CREATE FUNCTION winnow.collate_images(p_worker uuid, p_job bigint, p_fence bigint) RETURNS SETOF winnow.image
        LANGUAGE sql STABLE AS $$
            SELECT * FROM winnow.image WHERE device_id = winnow.collated_device(p_worker, p_job, p_fence)
        $$;
        CREATE FUNCTION winnow.collate_coverage(p_worker uuid, p_job bigint, p_fence bigint) RETURNS SETOF winnow.image_coverage
        LANGUAGE sql STABLE AS $$
            SELECT * FROM winnow.image_coverage WHERE device_id = winnow.collated_device(p_worker, p_job, p_fence)
        $$;
        CREATE FUNCTION winnow.collate_rescans(p_worker uuid, p_job bigint, p_fence bigint) RETURNS SETOF winnow.image_rescan
        LANGUAGE sql STABLE AS $$
            SELECT * FROM winnow.image_rescan WHERE device_id = winnow.collated_device(p_worker, p_job, p_fence)
        $$;
        CREATE FUNCTION winnow.collate_gaps(p_worker uuid, p_job bigint, p_fence bigint) RETURNS SETOF winnow.device_gap
        LANGUAGE sql STABLE AS $$
            SELECT * FROM winnow.device_gap WHERE device_id = winnow.collated_device(p_worker, p_job, p_fence)
        $$;
        CREATE FUNCTION winnow.collate_hits(p_worker uuid, p_job bigint, p_fence bigint) RETURNS SETOF winnow.hit
        LANGUAGE sql STABLE AS $$
            SELECT h.* FROM winnow.hit h JOIN winnow.image i USING (image_id)
            WHERE i.device_id = winnow.collated_device(p_worker, p_job, p_fence)
        $$;
        CREATE FUNCTION winnow.collate_history(p_worker uuid, p_job bigint, p_fence bigint) RETURNS SETOF winnow.history
        LANGUAGE sql STABLE AS $$
            SELECT h.* FROM winnow.history h JOIN winnow.image i USING (image_id)
            WHERE i.device_id = winnow.collated_device(p_worker, p_job, p_fence)
        $$;
        -- Without those of images whose digest is known already: nothing of them was scanned since the last collate began.
        CREATE FUNCTION winnow.collate_packs(p_worker uuid, p_job bigint, p_fence bigint)
        RETURNS TABLE (job_id bigint, image_id bigint)
        LANGUAGE sql STABLE AS $$
            SELECT p.job_id, p.image_id FROM winnow.pack p JOIN winnow.image i USING (image_id)
            WHERE i.device_id = winnow.collated_device(p_worker, p_job, p_fence)
                AND (i.digest = '' OR EXISTS (
                    SELECT 1 FROM winnow.done x
                    WHERE x.device_id = i.device_id AND x.image_id = i.image_id AND x.kind = 'scan'
                        AND x.finished_at > coalesce((
                            SELECT c.claimed_at FROM winnow.device_result r JOIN winnow.done c ON c.job_id = r.job_id
                            WHERE r.device_id = i.device_id), '-infinity')))
        $$;
        CREATE FUNCTION winnow.collate_pack(p_worker uuid, p_job bigint, p_fence bigint, p_pack bigint) RETURNS bytea
        LANGUAGE sql STABLE AS $$
            SELECT p.bytes FROM winnow.pack p JOIN winnow.image i USING (image_id)
            WHERE p.job_id = p_pack AND i.device_id = winnow.collated_device(p_worker, p_job, p_fence)
        $$;

        -- What the worker writes

        -- The jobs that this very transaction has completed.
        CREATE VIEW winnow.completing AS
            SELECT d.* FROM winnow.done d WHERE d.xmin = pg_current_xact_id()::xid AND d.outcome IN ('ok', 'partial');

        CREATE FUNCTION winnow.refuse_late(p_job bigint) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'no result of job % is awaited in this transaction', p_job USING ERRCODE = 'restrict_violation';
        END $$;

        -- Rows go straight into their tables, at the speed of a plain COPY, and are held to the claims that the transaction has
        -- opened: hits, history and coverage once a statement; packs one by one, so that their bytes are not kept a second time.
        -- A job's rows of one table come in one COPY: the audit has the digest of the last.
        CREATE FUNCTION winnow.take_rows() RETURNS trigger
        LANGUAGE plpgsql SET timezone = 'UTC' SET datestyle = 'ISO' SET bytea_output = 'hex' AS $$
        DECLARE
            v_job bigint := (
                SELECT a.job_id FROM (SELECT DISTINCT n.job_id, n.image_id FROM added n) a
                WHERE NOT EXISTS (SELECT 1 FROM winnow.intaking c WHERE c.job_id = a.job_id AND c.image_id = a.image_id)
                LIMIT 1);
        BEGIN
            IF v_job IS NOT NULL THEN PERFORM winnow.refuse_late(v_job); END IF;
            UPDATE winnow.intake i SET records = i.records || jsonb_build_object(TG_TABLE_NAME, x.digest)
            FROM (SELECT n.job_id, winnow.rows_digest(array_agg(sha256(convert_to(n::text, 'UTF8')))) AS digest
                  FROM added n GROUP BY n.job_id) x
            WHERE i.job_id = x.job_id AND i.xmin = pg_current_xact_id()::xid;
            RETURN NULL;
        END $$;
        CREATE FUNCTION winnow.take_pack() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE winnow.intake i SET records = i.records || jsonb_build_object('pack', NEW.digest)
            WHERE i.job_id = NEW.job_id AND i.fence = NEW.fence AND i.image_id = NEW.image_id
                AND i.xmin = pg_current_xact_id()::xid;
            IF NOT FOUND THEN PERFORM winnow.refuse_late(NEW.job_id); END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER awaited BEFORE INSERT ON winnow.pack FOR EACH ROW EXECUTE FUNCTION winnow.take_pack();
        CREATE TRIGGER awaited AFTER INSERT ON winnow.hit REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION winnow.take_rows();
        CREATE TRIGGER awaited AFTER INSERT ON winnow.history REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION winnow.take_rows();
        CREATE TRIGGER awaited AFTER INSERT ON winnow.coverage REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION winnow.take_rows();
        CREATE TRIGGER awaited AFTER INSERT ON winnow.rescan_coverage REFERENCING NEW TABLE AS added
            FOR EACH STATEMENT EXECUTE FUNCTION winnow.take_rows();

        CREATE VIEW winnow.scan_intake AS
            SELECT job_id AS survey_id, 0::bigint AS ordinal, spec, cost, place::bigint AS place FROM winnow.job;

        CREATE FUNCTION winnow.take_scan() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO winnow.job (kind, batch_id, device_id, image_id, dedupe, spec, cost, place)
            SELECT 'scan', c.batch_id, c.device_id, c.image_id, format('image:%s/scan/%s/%s', c.image_id, c.fence, NEW.ordinal), NEW.spec,
                   NEW.cost, NEW.place
            FROM winnow.intaking c WHERE c.job_id = NEW.survey_id;
            IF NOT FOUND THEN PERFORM winnow.refuse_late(NEW.survey_id); END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER take INSTEAD OF INSERT ON winnow.scan_intake FOR EACH ROW EXECUTE FUNCTION winnow.take_scan();

        -- The recognition of text in pictures that a scan has seen, in its own transaction, after complete.
        CREATE FUNCTION winnow.plan_recognition(p_job bigint, p_specs bytea[], p_pictures bigint[]) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_scan winnow.done;
            v_jobs bigint[];
        BEGIN
            SELECT c.* INTO v_scan FROM winnow.completing c WHERE c.job_id = p_job AND c.kind = 'scan';
            IF NOT FOUND THEN PERFORM winnow.refuse_late(p_job); END IF;
            WITH made AS (
                INSERT INTO winnow.job (kind, batch_id, device_id, image_id, dedupe, spec, cost, place, max_attempts, max_run)
                SELECT 'ocr', v_scan.batch_id, v_scan.device_id, v_scan.image_id,
                       format('image:%s/ocr/%s/%s', v_scan.image_id, v_scan.fence, x.ordinal), x.spec, x.pictures,
                       1000000 + d.priority, 3, interval '2 hours' + x.pictures * interval '2 minutes'
                FROM unnest(p_specs, p_pictures) WITH ORDINALITY AS x (spec, pictures, ordinal), winnow.device d
                WHERE d.device_id = v_scan.device_id ORDER BY x.ordinal RETURNING job_id)
            SELECT coalesce(array_agg(job_id), '{}') INTO v_jobs FROM made;
            PERFORM winnow.enqueue(v_jobs);
        END $$;

        -- In which languages the text in a batch's pictures is to be recognised.
        CREATE FUNCTION winnow.recognition_of(p_batch bigint) RETURNS text
        LANGUAGE sql STABLE AS $$ SELECT b.recognition FROM winnow.batch b WHERE b.batch_id = p_batch $$;

        -- The state of the image of a held claim that its survey has read.
        CREATE FUNCTION winnow.image_origin(p_worker uuid, p_job bigint, p_fence bigint) RETURNS text STABLE
        LANGUAGE sql AS $$
            SELECT i.origin FROM winnow.lease l JOIN winnow.image i USING (image_id)
            WHERE l.job_id = p_job AND l.fence = p_fence AND l.worker_id = p_worker
        $$;

        -- A survey's result, after complete; the scan jobs that came in through scan_intake become claimable.
        CREATE FUNCTION winnow.save_survey(p_job bigint, p_container text, p_size bigint, p_stored_digests jsonb,
                                           p_errors jsonb, p_files bigint, p_bytes bigint, p_acquisition jsonb, p_origin text)
        RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_image bigint := (SELECT c.image_id FROM winnow.completing c WHERE c.job_id = p_job AND c.kind = 'survey');
        BEGIN
            IF v_image IS NULL THEN PERFORM winnow.refuse_late(p_job); END IF;
            UPDATE winnow.image SET state = 'surveyed', container = p_container, size = p_size, origin = p_origin,
                stored_digests = p_stored_digests, acquisition = p_acquisition, errors = p_errors, files_total = p_files,
                bytes_total = p_bytes
            WHERE image_id = v_image;
            PERFORM winnow.enqueue(ARRAY(
                SELECT j.job_id FROM winnow.job j WHERE j.image_id = v_image AND j.kind = 'scan'));
        END $$;

        -- After a scan whose hits may escalate, in its own transaction: the device is collated early. One early collate that
        -- waits, and that nobody can begin before this commits, sees these hits too; after one has ended the next waits a little.
        CREATE FUNCTION winnow.collate_early(p_job bigint) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_scan winnow.done;
            v_job  bigint;
            v_last timestamptz;
        BEGIN
            SELECT c.* INTO v_scan FROM winnow.completing c WHERE c.job_id = p_job;
            IF NOT FOUND THEN PERFORM winnow.refuse_late(p_job); END IF;
            PERFORM 1 FROM winnow.ready r WHERE r.device_id = v_scan.device_id AND r.place = -3 FOR UPDATE SKIP LOCKED;
            IF FOUND THEN RETURN; END IF;
            PERFORM 1 FROM winnow.deferred r WHERE r.device_id = v_scan.device_id AND r.place = -3 FOR UPDATE SKIP LOCKED;
            IF FOUND THEN RETURN; END IF;
            INSERT INTO winnow.job (kind, batch_id, device_id, dedupe, spec, place)
            VALUES ('collate', v_scan.batch_id, v_scan.device_id, format('device:%s/early/%s', v_scan.device_id, p_job), 'early', -3)
            RETURNING job_id INTO v_job;
            PERFORM winnow.enqueue(ARRAY[v_job]);
            SELECT max(d.finished_at) + interval '20 seconds' INTO v_last FROM winnow.done d
            WHERE d.device_id = v_scan.device_id AND d.kind = 'collate';
            IF v_last > clock_timestamp() THEN
                WITH gone AS (DELETE FROM winnow.ready r WHERE r.job_id = v_job RETURNING r.*)
                INSERT INTO winnow.deferred SELECT g.*, v_last, 'early collate' FROM gone g;
            END IF;
        END $$;

        CREATE FUNCTION winnow.target_interval(p_target text) RETURNS interval IMMUTABLE
        LANGUAGE sql AS $$
            SELECT CASE p_target WHEN 'day' THEN interval '1 day' WHEN 'week' THEN interval '7 days'
                                 WHEN 'two-weeks' THEN interval '14 days' ELSE interval '30 days' END
        $$;

        -- Tells the unit, if it has said where: a job of the queue, which tries until it is delivered.
        CREATE FUNCTION winnow.notify_unit(p_escalation bigint) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            e     winnow.escalation;
            v_job bigint;
        BEGIN
            UPDATE winnow.escalation x SET notices = x.notices + 1
            WHERE x.escalation_id = p_escalation AND EXISTS (SELECT 1 FROM winnow.webhook w WHERE w.route = x.route)
            RETURNING x.* INTO e;
            IF NOT FOUND THEN RETURN; END IF;
            INSERT INTO winnow.job (kind, batch_id, device_id, dedupe, spec, place, max_attempts, max_run)
            SELECT 'notify', d.batch_id, d.device_id, format('escalation:%s/notice/%s', e.escalation_id, e.notices),
                   convert_to(e.escalation_id::text, 'UTF8'), -4, 20, '5 minutes'
            FROM winnow.device d WHERE d.device_id = e.device_id RETURNING job_id INTO v_job;
            PERFORM winnow.enqueue(ARRAY[v_job]);
        END $$;

        -- Makes or renews a device's escalations. What says the same again changes nothing; what says something else keeps its
        -- number and its time target, and opens again if it was withdrawn or returned.
        CREATE FUNCTION winnow.escalate(p_device bigint, p_escalations json) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            x      record;
            e      winnow.escalation;
            v_told text;
        BEGIN
            -- Before any note: what pauses or cancels the batch takes them in this order too.
            PERFORM 1 FROM winnow.batch b
            WHERE b.batch_id = (SELECT d.batch_id FROM winnow.device d WHERE d.device_id = p_device) AND b.replays IS NULL FOR SHARE;
            IF NOT FOUND THEN RETURN; END IF;
            FOR x IN
                SELECT * FROM json_to_recordset(p_escalations) AS r (
                    category text, route text, severity text, outcome text, summary text, hits bigint, target text)
                ORDER BY category, route
            LOOP
                SELECT y.* INTO e FROM winnow.escalation y
                WHERE y.device_id = p_device AND y.category = x.category AND y.route = x.route FOR UPDATE;
                IF NOT FOUND THEN
                    INSERT INTO winnow.escalation AS y (device_id, category, route, severity, outcome, summary, hits, target, due_at)
                    VALUES (p_device, x.category, x.route, x.severity, x.outcome, x.summary, x.hits, x.target,
                            now() + winnow.target_interval(x.target))
                    RETURNING y.* INTO e;
                    v_told := 'escalated';
                ELSIF e.state = 'withdrawn' OR (e.severity, e.outcome, e.summary, e.hits, e.target)
                        <> (x.severity, x.outcome, x.summary, x.hits, x.target) THEN
                    v_told := CASE WHEN e.state IN ('withdrawn', 'returned') THEN 'escalated-again' ELSE 'escalation-changed' END;
                    UPDATE winnow.escalation y SET severity = x.severity, outcome = x.outcome, summary = x.summary, hits = x.hits,
                        target = x.target, due_at = y.created_at + winnow.target_interval(x.target), revision = y.revision + 1,
                        state = CASE WHEN y.state IN ('withdrawn', 'returned') THEN 'open' ELSE y.state END
                    WHERE y.escalation_id = e.escalation_id RETURNING y.* INTO e;
                ELSE
                    CONTINUE;
                END IF;
                -- What is not yet taken in says it all when it is pulled.
                IF v_told <> 'escalation-changed' OR e.state = 'acknowledged' THEN PERFORM winnow.notify_unit(e.escalation_id); END IF;
                PERFORM winnow.note(d.batch_id, v_told, jsonb_build_object(
                    'escalation', e.escalation_id, 'revision', e.revision, 'exhibit', d.exhibit, 'category', e.category,
                    'route', e.route, 'severity', e.severity, 'hits', e.hits))
                FROM winnow.device d WHERE d.device_id = p_device;
            END LOOP;
        END $$;

        -- What a worker with a notice in hand is to send; no row when there is nothing to say any more.
        CREATE FUNCTION winnow.notice(p_worker uuid, p_job bigint, p_fence bigint)
        RETURNS TABLE (url text, secret text, escalation_id bigint, notice integer, route text, category text, severity text,
                       created_at timestamptz, due_at timestamptz, revision integer)
        LANGUAGE sql STABLE AS $$
            SELECT w.url, w.secret, e.escalation_id, e.notices, e.route, e.category, e.severity, e.created_at, e.due_at, e.revision
            FROM winnow.lease l JOIN winnow.job j USING (job_id)
                JOIN winnow.escalation e ON e.escalation_id = convert_from(j.spec, 'UTF8')::bigint
                JOIN winnow.webhook w USING (route)
            WHERE l.job_id = p_job AND l.fence = p_fence AND l.worker_id = p_worker AND l.kind = 'notify'
                AND e.state <> 'withdrawn'
        $$;

        -- A collate's result, after complete, in place of any earlier one. Findings, escalations and image digests come as JSON arrays of
        -- objects with the tables' columns.
        CREATE FUNCTION winnow.save_result(p_job bigint, p_outcome text, p_digest text, p_findings json, p_escalations json,
                                           p_images json) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_device bigint := (SELECT c.device_id FROM winnow.completing c WHERE c.job_id = p_job AND c.kind = 'collate');
        BEGIN
            IF v_device IS NULL THEN PERFORM winnow.refuse_late(p_job); END IF;
            IF (SELECT j.place FROM winnow.job j WHERE j.job_id = p_job) = -3 THEN
                -- While the rest is still being scanned only what escalates is written: nothing is missing yet, and nothing
                -- is withdrawn. Once the last collate is in the making, that one does it all.
                IF EXISTS (SELECT 1 FROM winnow.device d WHERE d.device_id = v_device AND (d.swept < d.generation OR d.recognising)) THEN
                    PERFORM winnow.escalate(v_device, (
                        SELECT coalesce(json_agg(x), '[]') FROM json_array_elements(p_escalations) x
                        WHERE x ->> 'outcome' = 'escalate'));
                END IF;
                RETURN;
            END IF;
            INSERT INTO winnow.device_result AS r (device_id, job_id, generation, outcome, digest)
            SELECT v_device, p_job, d.swept, p_outcome, p_digest FROM winnow.device d WHERE d.device_id = v_device
            ON CONFLICT (device_id) DO UPDATE SET job_id = excluded.job_id, generation = excluded.generation,
                outcome = excluded.outcome, digest = excluded.digest, created_at = excluded.created_at;
            UPDATE winnow.image i SET digest = x.digest
            FROM json_to_recordset(p_images) AS x (image_id bigint, digest text)
            WHERE i.image_id = x.image_id AND i.device_id = v_device;
            DELETE FROM winnow.finding f WHERE f.device_id = v_device;
            INSERT INTO winnow.finding (device_id, ordinal, category, rule, severity, outcome, route, target, summary, hits,
                                        examples)
            SELECT v_device, x.* FROM json_to_recordset(p_findings) AS x (
                ordinal integer, category text, rule text, severity text, outcome text, route text, target text, summary text,
                hits bigint, examples json);
            UPDATE winnow.escalation e SET state = 'withdrawn'
            WHERE e.device_id = v_device AND e.state IN ('open', 'pulled', 'returned')
                AND (e.category, e.route) NOT IN (
                    SELECT x.category, x.route FROM json_to_recordset(p_escalations) AS x (category text, route text));
            PERFORM winnow.escalate(v_device, p_escalations);
            -- Last: what is noted holds up other notes of the batch until the commit.
            PERFORM winnow.note(d.batch_id, 'collated', jsonb_build_object(
                'device', v_device, 'exhibit', d.exhibit, 'job', p_job, 'outcome', p_outcome, 'findings_digest', p_digest,
                'records', winnow.device_digests(v_device), 'workers', winnow.workers_of(v_device)))
            FROM winnow.device d WHERE d.device_id = v_device;
        END $$;

        -- Searches the packs of a finished batch with more reference data; with p_reread also its images, for what packs do not
        -- hold. What the batch was searched with before is left out, so that asking twice is asking once.
        -- Gives 'changed', 'unchanged', or 'refused' while the batch has work to do.
        CREATE FUNCTION winnow.rescan(p_batch bigint, p_references bigint[], p_reread boolean, OUT state text, OUT jobs integer)
        LANGUAGE plpgsql AS $$
        DECLARE
            v_new     bigint[];
            v_rescan  bigint;
            v_ordinal integer;
            v_reread  bigint[];
            v_jobs    bigint[] := '{}';
            v_more    bigint[];
        BEGIN
            jobs := 0;
            PERFORM 1 FROM winnow.batch b
            WHERE b.batch_id = p_batch AND b.state IN ('complete', 'complete with gaps') FOR UPDATE;
            IF NOT FOUND THEN
                state := 'refused';
                RETURN;
            END IF;
            v_new := ARRAY(SELECT r FROM unnest(p_references) r
                           WHERE r NOT IN (SELECT b.reference_id FROM winnow.batch_reference b WHERE b.batch_id = p_batch));
            IF cardinality(v_new) > 0 THEN
                SELECT coalesce(max(s.ordinal), 0) + 1 INTO v_ordinal FROM winnow.rescan s WHERE s.batch_id = p_batch;
                INSERT INTO winnow.rescan (batch_id, ordinal) VALUES (p_batch, v_ordinal) RETURNING rescan_id INTO v_rescan;
                INSERT INTO winnow.batch_reference (batch_id, reference_id, rescan_id)
                SELECT p_batch, r, v_rescan FROM unnest(v_new) r ON CONFLICT DO NOTHING;
                -- Packs of one image together, up to 32 MiB a job before compression.
                WITH sized AS (
                    SELECT p.job_id, p.image_id, i.device_id, p.raw_size,
                           floor((sum(p.raw_size) OVER (PARTITION BY p.image_id ORDER BY p.job_id) - p.raw_size) / 33554432)
                               AS part
                    FROM winnow.pack p JOIN winnow.image i USING (image_id) JOIN winnow.device d USING (device_id)
                    WHERE d.batch_id = p_batch),
                made AS (
                    INSERT INTO winnow.job (kind, batch_id, device_id, image_id, rescan_id, dedupe, spec, cost, place)
                    SELECT 'rescan', p_batch, z.device_id, z.image_id, v_rescan,
                           format('rescan:%s/%s/%s', v_rescan, z.image_id, z.part),
                           convert_to(json_agg(z.job_id ORDER BY z.job_id)::text, 'UTF8'), (sum(z.raw_size) / 1048576)::bigint + 1,
                           0
                    FROM sized z GROUP BY z.device_id, z.image_id, z.part ORDER BY z.device_id, z.image_id, z.part
                    RETURNING job_id)
                SELECT coalesce(array_agg(made.job_id), '{}') INTO v_jobs FROM made;
            END IF;
            IF p_reread THEN
                -- Digests and names need no reading again: only re-scans with keyword lists.
                WITH due AS (
                    UPDATE winnow.rescan s SET reread = true
                    WHERE s.batch_id = p_batch AND NOT s.reread AND EXISTS (
                        SELECT 1 FROM winnow.batch_reference b JOIN winnow.reference_data r USING (reference_id)
                        WHERE b.rescan_id = s.rescan_id AND b.reference_id = ANY (p_references) AND r.kind = 'keywords')
                    RETURNING s.rescan_id)
                SELECT coalesce(array_agg(due.rescan_id), '{}') INTO v_reread FROM due;
                WITH made AS (
                    INSERT INTO winnow.job (kind, batch_id, device_id, image_id, rescan_id, dedupe, spec, cost, place)
                    SELECT 'reread', j.batch_id, j.device_id, j.image_id, s, format('rescan:%s/reread/%s', s, j.job_id), j.spec,
                           j.cost, j.place + 1
                    FROM unnest(v_reread) s, winnow.job j WHERE j.batch_id = p_batch AND j.kind = 'scan'
                    ORDER BY j.job_id RETURNING job_id)
                SELECT coalesce(array_agg(made.job_id), '{}') INTO v_more FROM made;
                v_jobs := v_jobs || v_more;
            END IF;
            IF v_rescan IS NULL AND coalesce(cardinality(v_reread), 0) = 0 THEN
                state := 'unchanged';
                RETURN;
            END IF;
            state := 'changed';
            jobs := cardinality(v_jobs);
            UPDATE winnow.batch b SET state = 'open', completed_at = NULL, archived_at = NULL, archive = NULL
            WHERE b.batch_id = p_batch;
            -- Every device is concluded about anew, also one without packs: it was asked about.
            UPDATE winnow.device d SET generation = d.swept + 1 WHERE d.batch_id = p_batch;
            PERFORM winnow.enqueue(v_jobs);
            PERFORM winnow.note(p_batch, 'rescanned', jsonb_build_object('jobs', jobs, 'reread', p_reread, 'references', (
                SELECT coalesce(jsonb_agg(jsonb_build_object('kind', r.kind, 'name', r.name, 'digest', r.digest)
                                          ORDER BY r.reference_id), '[]')
                FROM winnow.reference_data r WHERE r.reference_id = ANY (p_references))));
        END $$;

        -- What coordinators do to the queue: 'changed', 'unchanged' when it was so already, 'refused' in a state that does not
        -- allow it. Doing any of it twice is doing it once.

        -- Jobs of the batch that are not running wait until resume.
        CREATE FUNCTION winnow.pause(p_batch bigint) RETURNS text
        LANGUAGE plpgsql AS $$
        DECLARE
            v_state text;
        BEGIN
            SELECT b.state INTO v_state FROM winnow.batch b WHERE b.batch_id = p_batch FOR UPDATE;
            IF v_state = 'paused' THEN RETURN 'unchanged'; END IF;
            IF v_state IS DISTINCT FROM 'open' THEN RETURN 'refused'; END IF;
            UPDATE winnow.batch SET state = 'paused' WHERE batch_id = p_batch;
            WITH gone AS (DELETE FROM winnow.ready r WHERE r.batch_id = p_batch RETURNING r.*)
            INSERT INTO winnow.deferred SELECT g.*, 'infinity', 'paused' FROM gone g;
            PERFORM winnow.note(p_batch, 'paused', '{}');
            RETURN 'changed';
        END $$;

        CREATE FUNCTION winnow.resume(p_batch bigint) RETURNS text
        LANGUAGE plpgsql AS $$
        DECLARE
            v_state text;
        BEGIN
            SELECT b.state INTO v_state FROM winnow.batch b WHERE b.batch_id = p_batch FOR UPDATE;
            IF v_state = 'open' THEN RETURN 'unchanged'; END IF;
            IF v_state IS DISTINCT FROM 'paused' THEN RETURN 'refused'; END IF;
            UPDATE winnow.batch SET state = 'open' WHERE batch_id = p_batch;
            PERFORM winnow.make_ready(ARRAY(
                SELECT d.job_id FROM winnow.deferred d WHERE d.batch_id = p_batch AND d.run_at = 'infinity'));
            PERFORM winnow.note(p_batch, 'resumed', '{}');
            RETURN 'changed';
        END $$;

        -- Nothing at all is claimed while the queue is paused; what runs goes on.
        CREATE FUNCTION winnow.pause_queue(p_paused boolean) RETURNS text
        LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE winnow.control c SET paused = p_paused, paused_by = session_user, paused_at = clock_timestamp()
            WHERE c.paused <> p_paused;
            IF NOT FOUND THEN RETURN 'unchanged'; END IF;
            PERFORM pg_notify('winnow_ready', '');
            PERFORM winnow.note(NULL, CASE WHEN p_paused THEN 'queue-paused' ELSE 'queue-resumed' END, '{}');
            RETURN 'changed';
        END $$;

        -- Ends the jobs of a batch, or those of them that are named: waiting ones at once, running ones when their worker's
        -- next beat tells it, and no result of theirs is taken any more.
        CREATE FUNCTION winnow.cancel(p_batch bigint, p_jobs bigint[]) RETURNS text
        LANGUAGE plpgsql AS $$
        DECLARE
            v_state   text;
            v_running integer;
            v_waiting integer;
        BEGIN
            -- Leases before the batch, the order in which a job that ends takes them.
            PERFORM 1 FROM winnow.lease l WHERE l.batch_id = p_batch AND (p_jobs IS NULL OR l.job_id = ANY (p_jobs))
            ORDER BY l.job_id FOR UPDATE;
            SELECT b.state INTO v_state FROM winnow.batch b WHERE b.batch_id = p_batch FOR UPDATE;
            IF v_state = 'cancelled' THEN RETURN 'unchanged'; END IF;
            IF v_state IS NULL OR v_state NOT IN ('open', 'paused') THEN RETURN 'refused'; END IF;
            IF p_jobs IS NULL THEN
                UPDATE winnow.batch SET state = 'cancelled', completed_at = now() WHERE batch_id = p_batch;
            END IF;
            WITH gone AS (
                DELETE FROM winnow.ready r WHERE r.batch_id = p_batch AND (p_jobs IS NULL OR r.job_id = ANY (p_jobs))
                RETURNING job_id, kind, device_id, image_id, attempt, ready_at),
            waiting AS (
                DELETE FROM winnow.deferred r WHERE r.batch_id = p_batch AND (p_jobs IS NULL OR r.job_id = ANY (p_jobs))
                RETURNING job_id, kind, device_id, image_id, attempt, ready_at)
            INSERT INTO winnow.done (job_id, kind, batch_id, device_id, image_id, fence, outcome, attempt, ready_at, error_code,
                                     error_text)
            SELECT x.job_id, x.kind, p_batch, x.device_id, x.image_id, nextval('winnow.fence'), 'cancelled', x.attempt,
                   x.ready_at, 'cancelled', 'cancelled'
            FROM (SELECT * FROM gone UNION ALL SELECT * FROM waiting) x;
            GET DIAGNOSTICS v_waiting = ROW_COUNT;
            UPDATE winnow.image i SET state = 'failed' FROM winnow.done x
            WHERE x.batch_id = p_batch AND x.kind = 'survey' AND x.outcome = 'cancelled' AND i.image_id = x.image_id
                AND i.state = 'waiting';
            UPDATE winnow.lease l SET cancel = true
            WHERE l.batch_id = p_batch AND NOT l.cancel AND (p_jobs IS NULL OR l.job_id = ANY (p_jobs));
            GET DIAGNOSTICS v_running = ROW_COUNT;
            IF p_jobs IS NOT NULL AND v_waiting + v_running = 0 THEN RETURN 'unchanged'; END IF;
            IF v_running > 0 THEN PERFORM pg_notify('winnow_ready', 'beat'); END IF;
            PERFORM winnow.note(p_batch, 'cancelled', jsonb_build_object('waiting', v_waiting, 'running', v_running)
                                || CASE WHEN p_jobs IS NULL THEN '{}' ELSE jsonb_build_object('jobs', p_jobs) END);
            RETURN 'changed';
        END $$;

        -- Gives jobs of the batch that ended without a result (all of them, or those that are named) their attempts again, and
        -- reopens the batch; its devices are collated anew. The number of jobs; the record of their attempts stays.
        CREATE FUNCTION winnow.retry(p_batch bigint, p_jobs bigint[]) RETURNS integer
        LANGUAGE plpgsql AS $$
        DECLARE
            v_devices bigint[];
            v_again   bigint[];
            v_count   integer;
        BEGIN
            PERFORM 1 FROM winnow.batch WHERE batch_id = p_batch AND purged_at IS NULL FOR UPDATE;
            IF NOT FOUND THEN RETURN 0; END IF;
            WITH gone AS (
                DELETE FROM winnow.done x
                WHERE x.batch_id = p_batch AND x.outcome NOT IN ('ok', 'partial') AND (p_jobs IS NULL OR x.job_id = ANY (p_jobs))
                RETURNING x.*)
            SELECT count(*), coalesce(array_agg(DISTINCT g.device_id), '{}'),
                   coalesce(array_agg(g.job_id) FILTER (WHERE g.kind <> 'collate'), '{}')
            INTO v_count, v_devices, v_again FROM gone g;
            IF v_count = 0 THEN RETURN 0; END IF;
            UPDATE winnow.batch SET state = CASE state WHEN 'paused' THEN state ELSE 'open' END, completed_at = NULL,
                archived_at = NULL, archive = NULL
            WHERE batch_id = p_batch;
            -- A collate job that failed is not run again but made anew, by the sweep.
            UPDATE winnow.device SET generation = swept + 1 WHERE device_id = ANY (v_devices);
            DELETE FROM winnow.absence a USING winnow.job j WHERE j.job_id = ANY (v_again) AND a.image_id = j.image_id;
            UPDATE winnow.image i SET state = 'waiting' FROM winnow.job j
            WHERE j.job_id = ANY (v_again) AND j.kind = 'survey' AND i.image_id = j.image_id;
            PERFORM winnow.enqueue(v_again);
            PERFORM winnow.note(p_batch, 'retried', jsonb_build_object('jobs', v_count));
            RETURN v_count;
        END $$;

        -- For all devices of the batch, or one.
        CREATE FUNCTION winnow.reprioritise(p_batch bigint, p_exhibit text, p_priority smallint) RETURNS text
        LANGUAGE plpgsql AS $$
        DECLARE
            v_devices bigint[] := ARRAY(
                SELECT d.device_id FROM winnow.device d
                WHERE d.batch_id = p_batch AND (p_exhibit IS NULL OR d.exhibit = p_exhibit));
            v_changed integer;
        BEGIN
            IF cardinality(v_devices) = 0 THEN RETURN 'refused'; END IF;
            -- Leases before the batch, the order in which a job that ends takes them.
            PERFORM 1 FROM winnow.lease l WHERE l.device_id = ANY (v_devices) ORDER BY l.job_id FOR UPDATE;
            PERFORM 1 FROM winnow.batch WHERE batch_id = p_batch FOR UPDATE;
            UPDATE winnow.device d SET priority = p_priority WHERE d.device_id = ANY (v_devices) AND d.priority <> p_priority;
            GET DIAGNOSTICS v_changed = ROW_COUNT;
            IF p_exhibit IS NULL THEN UPDATE winnow.batch SET priority = p_priority WHERE batch_id = p_batch; END IF;
            IF v_changed = 0 THEN RETURN 'unchanged'; END IF;
            -- Anew and in order, so that they stand on disk as they are claimed.
            WITH gone AS (DELETE FROM winnow.ready r WHERE r.device_id = ANY (v_devices) RETURNING r.*)
            INSERT INTO winnow.ready
            SELECT g.job_id, g.kind, g.batch_id, g.device_id, g.image_id, g.reach, g.max_readers,
                   CASE WHEN g.kind = 'ocr' THEN g.priority ELSE p_priority END, g.place, g.attempt, g.crashes, g.ready_at
            FROM gone g ORDER BY 8, g.place, g.job_id;
            UPDATE winnow.deferred SET priority = p_priority WHERE device_id = ANY (v_devices) AND kind <> 'ocr';
            UPDATE winnow.lease SET priority = p_priority WHERE device_id = ANY (v_devices) AND kind <> 'ocr';
            PERFORM winnow.note(p_batch, 'priority', jsonb_build_object('priority', p_priority, 'exhibit', p_exhibit));
            RETURN 'changed';
        END $$;

        -- Workers of a host, or one, claim no more and leave when their jobs are done. The number of workers.
        CREATE FUNCTION winnow.drain(p_worker uuid, p_host text) RETURNS integer
        LANGUAGE plpgsql AS $$
        DECLARE
            v_count integer;
        BEGIN
            UPDATE winnow.worker w SET draining = true
            WHERE (w.worker_id = p_worker OR w.host = p_host) AND NOT w.draining AND w.lease_until > clock_timestamp();
            GET DIAGNOSTICS v_count = ROW_COUNT;
            IF v_count > 0 THEN
                PERFORM pg_notify('winnow_ready', 'beat');
                PERFORM winnow.note(NULL, 'drained', jsonb_build_object('worker', p_worker, 'host', p_host));
            END IF;
            RETURN v_count;
        END $$;

        -- What the DFU does

        -- What is in the way of a pull: 'unit-foreign', 'reason-missing', or NULL.
        CREATE FUNCTION winnow.pull_hindrance(p_route text, p_reason text) RETURNS text STABLE
        LANGUAGE sql AS $$
            SELECT CASE WHEN NOT winnow.is_my_unit(p_route) THEN 'unit-foreign'
                        WHEN winnow.lacks_reason(p_reason) THEN 'reason-missing' END
        $$;

        -- Up to p_max escalations of a unit that wait, the most urgent first, for p_seconds: those not acknowledged until then
        -- can be pulled again. Their devices are open to who pulls.
        CREATE FUNCTION winnow.pull_escalations(p_route text, p_batch bigint, p_max integer, p_seconds double precision,
                                                p_client text, p_reason text) RETURNS SETOF bigint
        LANGUAGE plpgsql AS $$
        DECLARE
            v_pulled bigint[];
            v_batch  bigint;
            v_mine   bigint[];
            v_hinder CONSTANT text := winnow.pull_hindrance(p_route, p_reason);
        BEGIN
            IF v_hinder IS NOT NULL THEN
                RAISE EXCEPTION 'escalations of % cannot be pulled: %', p_route, v_hinder USING ERRCODE = 'insufficient_privilege';
            END IF;
            WITH pick AS MATERIALIZED (
                SELECT e.escalation_id FROM winnow.escalation e
                WHERE e.route = p_route
                    AND (e.state = 'open' OR (e.state = 'pulled' AND e.lease_until <= clock_timestamp()))
                    AND (p_batch IS NULL OR e.device_id IN (SELECT d.device_id FROM winnow.device d WHERE d.batch_id = p_batch))
                ORDER BY e.due_at, e.escalation_id LIMIT p_max FOR UPDATE SKIP LOCKED),
            pulled AS (
                UPDATE winnow.escalation e SET state = 'pulled', fence = nextval('winnow.fence'), pulls = e.pulls + 1,
                    pulled_by = p_client, pulled_at = clock_timestamp(), pulled_revision = e.revision,
                    lease_until = clock_timestamp() + make_interval(secs => p_seconds)
                FROM pick WHERE e.escalation_id = pick.escalation_id RETURNING e.escalation_id)
            SELECT coalesce(array_agg(p.escalation_id), '{}') INTO v_pulled FROM pulled p;
            FOR v_batch, v_mine IN
                SELECT d.batch_id, array_agg(e.escalation_id ORDER BY e.escalation_id)
                FROM winnow.escalation e JOIN winnow.device d USING (device_id)
                WHERE e.escalation_id = ANY (v_pulled) GROUP BY d.batch_id ORDER BY d.batch_id
            LOOP
                IF winnow.must_say_why() THEN
                    PERFORM winnow.open_to_me(v_batch, x.device_id)
                    FROM (SELECT DISTINCT e.device_id FROM winnow.escalation e WHERE e.escalation_id = ANY (v_mine)) x;
                END IF;
                PERFORM winnow.append_audit('reading:' || v_batch, 'findings-read', jsonb_build_object(
                    'what', 'escalations pull', 'reason', p_reason));
                PERFORM winnow.note(v_batch, 'escalations-pulled', jsonb_build_object(
                    'route', p_route, 'client', p_client, 'escalations', v_mine, 'reason', p_reason));
            END LOOP;
            RETURN QUERY SELECT unnest(v_pulled);
        END $$;

        -- Gives a pull back that came to nothing. False when the fence is gone.
        CREATE FUNCTION winnow.release_escalation(p_escalation bigint, p_fence bigint) RETURNS boolean
        LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE winnow.escalation e SET state = 'open', fence = NULL, lease_until = NULL
            WHERE e.escalation_id = p_escalation AND e.fence = p_fence AND e.state = 'pulled';
            RETURN FOUND;
        END $$;

        CREATE FUNCTION winnow.note_escalation(p_escalation bigint, p_event text, p_by text, p_note text) RETURNS void
        LANGUAGE sql AS $$
            SELECT winnow.note(d.batch_id, p_event, jsonb_build_object(
                'escalation', p_escalation, 'exhibit', d.exhibit, 'by', p_by, 'note', p_note))
            FROM winnow.escalation e JOIN winnow.device d USING (device_id) WHERE e.escalation_id = p_escalation
        $$;

        -- Takes an escalation in, or hands it back with a note. With the fence of a pull only while that pull stands. 'changed',
        -- or what is in the way: 'missing', also for another unit's, 'lapsed', or the state that it is in.
        CREATE FUNCTION winnow.acknowledge_escalation(p_escalation bigint, p_fence bigint, p_accepted boolean, p_by text,
                                                      p_note text) RETURNS text
        LANGUAGE plpgsql AS $$
        DECLARE
            e winnow.escalation;
        BEGIN
            SELECT x.* INTO e FROM winnow.escalation x WHERE x.escalation_id = p_escalation FOR UPDATE;
            IF NOT FOUND OR NOT winnow.is_my_unit(e.route) THEN RETURN 'missing'; END IF;
            IF p_fence IS NOT NULL AND e.fence IS DISTINCT FROM p_fence THEN RETURN 'lapsed'; END IF;
            IF e.state NOT IN ('open', 'pulled') THEN RETURN e.state; END IF;
            IF p_fence IS NOT NULL AND e.lease_until <= clock_timestamp() THEN RETURN 'lapsed'; END IF;
            UPDATE winnow.escalation x SET state = CASE WHEN p_accepted THEN 'acknowledged' ELSE 'returned' END,
                acknowledged_by = p_by, acknowledged_at = clock_timestamp(), note = p_note,
                acknowledged_revision = coalesce(x.pulled_revision, x.revision), lease_until = NULL
            WHERE x.escalation_id = p_escalation;
            PERFORM winnow.note_escalation(
                p_escalation, CASE WHEN p_accepted THEN 'escalation-acknowledged' ELSE 'escalation-returned' END, p_by, p_note);
            RETURN 'changed';
        END $$;

        -- Puts an escalation that was returned or acknowledged before its unit again.
        CREATE FUNCTION winnow.reopen_escalation(p_escalation bigint, p_by text, p_note text) RETURNS boolean
        LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE winnow.escalation x SET state = 'open', fence = NULL, lease_until = NULL
            WHERE x.escalation_id = p_escalation AND x.state IN ('returned', 'acknowledged');
            IF NOT FOUND THEN RETURN false; END IF;
            PERFORM winnow.notify_unit(p_escalation);
            PERFORM winnow.note_escalation(p_escalation, 'escalation-reopened', p_by, p_note);
            RETURN true;
        END $$;

        -- Binds a login, or a role that logins are in, to a unit, or takes that back. False when it is so already.
        CREATE FUNCTION winnow.bind_unit(p_member text, p_route text, p_bound boolean) RETURNS boolean
        LANGUAGE plpgsql AS $$
        BEGIN
            IF p_bound THEN
                INSERT INTO winnow.unit_member (member, route) VALUES (p_member, p_route) ON CONFLICT DO NOTHING;
            ELSE
                DELETE FROM winnow.unit_member m WHERE m.member = p_member AND m.route = p_route;
            END IF;
            IF NOT FOUND THEN RETURN false; END IF;
            PERFORM winnow.note(NULL, CASE WHEN p_bound THEN 'unit-bound' ELSE 'unit-unbound' END,
                                jsonb_build_object('member', p_member, 'unit', p_route));
            RETURN true;
        END $$;

        -- Where a unit is told of its escalations; no URL: nowhere.
        CREATE FUNCTION winnow.set_webhook(p_route text, p_url text, p_secret text) RETURNS void
        LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM winnow.webhook w WHERE w.route = p_route;
            INSERT INTO winnow.webhook (route, url, secret) SELECT p_route, p_url, p_secret WHERE p_url IS NOT NULL;
            PERFORM winnow.note(NULL, 'webhook', jsonb_build_object('route', p_route, 'url', p_url));
        END $$;

        -- Decisions

        -- Null while the device has no result.
        CREATE FUNCTION winnow.decide(p_device bigint, p_decision text, p_by text, p_role text, p_reason text) RETURNS bigint
        LANGUAGE plpgsql AS $$
        DECLARE
            d winnow.decision;
        BEGIN
            INSERT INTO winnow.decision AS x (device_id, decision, decided_by, role, reason, outcome, digest)
            SELECT p_device, p_decision, p_by, p_role, p_reason, r.outcome, r.digest
            FROM winnow.device_result r WHERE r.device_id = p_device
            RETURNING x.* INTO d;
            IF NOT FOUND THEN RETURN NULL; END IF;
            PERFORM winnow.note(v.batch_id, 'decided', jsonb_build_object(
                'id', d.decision_id, 'exhibit', v.exhibit, 'decision', winnow.decision_text(d)))
            FROM winnow.device v WHERE v.device_id = p_device;
            RETURN d.decision_id;
        END $$;

        -- The text of the rule set that a batch is pinned to.
        CREATE FUNCTION winnow.rules_of(p_batch bigint) RETURNS bytea
        LANGUAGE sql STABLE AS $$
            SELECT string_agg(c.content, '' ORDER BY c.ordinal)
            FROM winnow.batch_reference b JOIN winnow.reference_data r USING (reference_id)
                JOIN winnow.reference_piece c USING (digest)
            WHERE b.batch_id = p_batch AND r.kind = 'rules'
        $$;

        -- Retention

        -- Nothing of a batch changes any more: it has ended, and no job of it is left, not even one that is being cancelled.
        CREATE VIEW winnow.settled_batch AS
            SELECT b.* FROM winnow.batch b
            WHERE b.state IN ('cancelled', 'complete', 'complete with gaps')
                AND NOT EXISTS (SELECT 1 FROM winnow.ready r WHERE r.batch_id = b.batch_id)
                AND NOT EXISTS (SELECT 1 FROM winnow.deferred r WHERE r.batch_id = b.batch_id)
                AND NOT EXISTS (SELECT 1 FROM winnow.lease r WHERE r.batch_id = b.batch_id);

        -- Remembers that the records of a batch were written out, by the digest of their list. False unless the batch is
        -- settled and its audit still ends where it ended when the writing began: then nobody has changed anything meanwhile.
        CREATE FUNCTION winnow.archived(p_batch bigint, p_digest text, p_seq bigint) RETURNS boolean
        LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM 1 FROM winnow.batch b WHERE b.batch_id = p_batch FOR UPDATE;
            PERFORM 1 FROM winnow.audit_head h WHERE h.chain = 'batch:' || p_batch AND h.seq = p_seq FOR UPDATE;
            IF NOT FOUND THEN RETURN false; END IF;
            UPDATE winnow.batch SET archived_at = clock_timestamp(), archive = p_digest
            WHERE batch_id = p_batch AND batch_id IN (SELECT s.batch_id FROM winnow.settled_batch s);
            IF NOT FOUND THEN RETURN false; END IF;
            PERFORM winnow.note(p_batch, 'archived', jsonb_build_object('digest', p_digest));
            RETURN true;
        END $$;

        -- Deletes what is known of one device of a batch that has not changed since it was archived: a transaction a device, so
        -- that none is long.
        CREATE FUNCTION winnow.purge_device(p_device bigint) RETURNS void
        LANGUAGE plpgsql AS $$
        DECLARE
            v_images bigint[] := ARRAY(SELECT i.image_id FROM winnow.image i WHERE i.device_id = p_device);
            v_batch  bigint;
            v_jobs   bigint[];
        BEGIN
            SELECT b.batch_id INTO v_batch FROM winnow.device d JOIN winnow.batch b USING (batch_id)
            WHERE d.device_id = p_device AND b.archived_at IS NOT NULL
                AND b.batch_id IN (SELECT s.batch_id FROM winnow.settled_batch s)
                AND (SELECT a.entry::jsonb ->> 'event' FROM winnow.audit a WHERE a.chain = 'batch:' || b.batch_id
                     ORDER BY a.seq DESC LIMIT 1) = 'archived'
            FOR SHARE OF b;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the batch of device % is not archived as it is now', p_device
                    USING ERRCODE = 'restrict_violation', HINT = 'archive it again';
            END IF;
            v_jobs := ARRAY(SELECT j.job_id FROM winnow.job j WHERE j.batch_id = v_batch AND j.device_id = p_device);
            DELETE FROM winnow.pack x WHERE x.image_id = ANY (v_images);
            DELETE FROM winnow.hit x WHERE x.image_id = ANY (v_images);
            DELETE FROM winnow.history x WHERE x.image_id = ANY (v_images);
            DELETE FROM winnow.coverage x WHERE x.image_id = ANY (v_images);
            DELETE FROM winnow.rescan_coverage x WHERE x.image_id = ANY (v_images);
            DELETE FROM winnow.finding x WHERE x.device_id = p_device;
            DELETE FROM winnow.escalation x WHERE x.device_id = p_device;
            DELETE FROM winnow.decision x WHERE x.device_id = p_device;
            DELETE FROM winnow.device_result x WHERE x.device_id = p_device;
            DELETE FROM winnow.done x WHERE x.device_id = p_device;
            DELETE FROM winnow.attempt_log x WHERE x.job_id = ANY (v_jobs);
            DELETE FROM winnow.job x WHERE x.job_id = ANY (v_jobs);
            DELETE FROM winnow.absence x WHERE x.image_id = ANY (v_images);
            DELETE FROM winnow.image x WHERE x.device_id = p_device;
            DELETE FROM winnow.device x WHERE x.device_id = p_device;
        END $$;

        -- Leaves the batch's name, dates and reference data, and its audit.
        CREATE FUNCTION winnow.purged(p_batch bigint) RETURNS boolean
        LANGUAGE plpgsql AS $$
        BEGIN
            UPDATE winnow.batch b SET purged_at = clock_timestamp(), state = 'purged'
            WHERE b.batch_id = p_batch AND b.archived_at IS NOT NULL AND b.purged_at IS NULL
                AND NOT EXISTS (SELECT 1 FROM winnow.device d WHERE d.batch_id = p_batch);
            IF NOT FOUND THEN RETURN false; END IF;
            PERFORM winnow.note(p_batch, 'purged', '{}');
            RETURN true;
        END $$;

        -- Who may do what

        GRANT USAGE ON SCHEMA winnow TO winnow_worker, winnow_coordinator, winnow_dfu, winnow_auditor;
        GRANT SELECT ON ALL TABLES IN SCHEMA winnow TO winnow_coordinator, winnow_auditor;
        REVOKE SELECT ON winnow.hit, winnow.history, winnow.finding, winnow.pack, winnow.escalation FROM winnow_auditor;
        GRANT SELECT ON winnow.batch, winnow.batch_reference, winnow.device, winnow.image, winnow.readable_finding,
            winnow.readable_hit, winnow.readable_history, winnow.readable_pack, winnow.coverage, winnow.image_coverage, winnow.rescan, winnow.image_rescan,
            winnow.device_gap, winnow.device_result, winnow.readable_escalation, winnow.unit_member, winnow.decision, winnow.webhook_place,
            winnow.ended_job, winnow.failed_attempt, winnow.rescan_job, winnow.audit_head TO winnow_dfu;
        REVOKE SELECT ON winnow.webhook FROM winnow_coordinator, winnow_auditor;
        GRANT SELECT (reference_id, kind, name, digest, set_kind, entries, bytes, details, created_at) ON winnow.reference_data TO winnow_dfu;
        GRANT INSERT ON winnow.device_intake, winnow.image_intake TO winnow_coordinator;
        -- Their triggers refuse rows of any claim that the transaction has not opened.
        GRANT INSERT ON winnow.pack, winnow.hit, winnow.history, winnow.coverage, winnow.rescan_coverage, winnow.scan_intake
            TO winnow_worker;
        REVOKE SELECT ON winnow.device_intake, winnow.image_intake, winnow.scan_intake
            FROM winnow_coordinator, winnow_auditor;

        -- Only the functions named here can be called, by whom they are named for, and they run with their owner's rights.
        DO $$
        DECLARE
            v_rights CONSTANT jsonb := '{
                "installed_schema": "winnow_worker, winnow_coordinator, winnow_dfu, winnow_auditor",
                "register": "winnow_worker", "claim": "winnow_worker", "beat": "winnow_worker", "complete": "winnow_worker",
                "was_completed": "winnow_worker", "fail": "winnow_worker", "absent": "winnow_worker",
                "release": "winnow_worker", "open_results": "winnow_worker", "rescue": "winnow_worker", "promote": "winnow_worker",
                "sweep_devices": "winnow_worker", "sweep_batches": "winnow_worker", "prune_workers": "winnow_worker",
                "is_idle": "winnow_worker", "has_finished": "winnow_worker", "next_due": "winnow_worker",
                "retire": "winnow_worker", "references_of": "winnow_worker, winnow_coordinator, winnow_dfu, winnow_auditor",
                "read_reference": "winnow_worker, winnow_coordinator, winnow_auditor",
                "collate_devices": "winnow_worker", "collate_images": "winnow_worker", "collate_coverage": "winnow_worker",
                "collate_rescans": "winnow_worker", "rescan_references": "winnow_worker", "rescan_pack": "winnow_worker",
                "collate_gaps": "winnow_worker", "collate_hits": "winnow_worker", "collate_history": "winnow_worker",
                "collate_packs": "winnow_worker", "collate_pack": "winnow_worker", "save_survey": "winnow_worker",
                "image_origin": "winnow_worker",
                "plan_recognition": "winnow_worker", "recognition_of": "winnow_worker, winnow_coordinator",
                "save_result": "winnow_worker",
                "refuse_unended": "", "take_rows": "", "take_pack": "", "take_scan": "",
                "take_device": "", "take_image": "",
                "add_reference": "winnow_coordinator", "add_reference_piece": "winnow_coordinator", "submit": "winnow_coordinator", "start_batch": "winnow_coordinator",
                "pause": "winnow_coordinator", "resume": "winnow_coordinator", "pause_queue": "winnow_coordinator",
                "cancel": "winnow_coordinator", "retry": "winnow_coordinator", "reprioritise": "winnow_coordinator",
                "drain": "winnow_coordinator", "rescan": "winnow_coordinator",
                "pull_escalations": "winnow_dfu", "acknowledge_escalation": "winnow_dfu", "release_escalation": "winnow_dfu",
                "pull_hindrance": "winnow_dfu", "bind_unit": "winnow_coordinator",
                "units_open_to_me": "winnow_coordinator, winnow_dfu, winnow_auditor",
                "reopen_escalation": "winnow_coordinator", "set_webhook": "winnow_coordinator",
                "decide": "winnow_coordinator, winnow_dfu", "rules_of": "winnow_coordinator, winnow_dfu, winnow_auditor",
                "collate_early": "winnow_worker", "notice": "winnow_worker",
                "note_roles": "winnow_worker, winnow_coordinator, winnow_dfu, winnow_auditor",
                "must_say_why": "winnow_coordinator, winnow_dfu, winnow_auditor",
                "batches_open_to_me": "winnow_coordinator, winnow_dfu, winnow_auditor",
                "devices_open_to_me": "winnow_coordinator, winnow_dfu, winnow_auditor",
                "begin_reading": "winnow_coordinator, winnow_dfu, winnow_auditor",
                "report_made": "winnow_coordinator, winnow_dfu, winnow_auditor",
                "replayed": "winnow_coordinator",
                "record_faults": "winnow_coordinator, winnow_auditor", "pack_faults": "winnow_coordinator, winnow_auditor",
                "archived": "", "purge_device": "", "purged": ""}';
            f record;
        BEGIN
            FOR f IN
                SELECT p.oid::regprocedure AS signature, r.value AS roles
                FROM jsonb_each_text(v_rights) r JOIN pg_proc p ON p.proname = r.key
                WHERE p.pronamespace = 'winnow'::regnamespace
            LOOP
                -- Compiling a plan takes longer than running it: estimates for young tables ask for it, row counts never do.
                EXECUTE format(
                    'ALTER FUNCTION %s SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET jit = off', f.signature);
                IF f.roles <> '' THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO %s', f.signature, f.roles); END IF;
            END LOOP;
        END $$;
        """##
}
