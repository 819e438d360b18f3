-- The schema of Winnow, PostgreSQL 15 or newer. The one truth: the program carries this text and compares by it.
-- Every name is qualified, so that no search_path is needed and connections may come through PgBouncer.
-- After a change: deploy/generate-schema

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
    content      bytea NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    UNIQUE (kind, name, digest)
);
CREATE INDEX reference_data_digest ON winnow.reference_data (digest);
ALTER TABLE winnow.reference_data ALTER COLUMN content SET STORAGE EXTERNAL;

CREATE FUNCTION winnow.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% never changes', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER immutable BEFORE UPDATE ON winnow.reference_data
    FOR EACH ROW EXECUTE FUNCTION winnow.refuse_change();

-- Batches

CREATE TABLE winnow.batch (
    batch_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL UNIQUE,
    submit_key   text NOT NULL UNIQUE,
    state        text NOT NULL DEFAULT 'open'
                 CHECK (state IN ('open', 'paused', 'cancelled', 'complete', 'complete with gaps')),
    priority     smallint NOT NULL DEFAULT 100,
    submitted_by text NOT NULL DEFAULT session_user,
    submitted_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz
);

CREATE TABLE winnow.batch_reference (
    batch_id     bigint NOT NULL REFERENCES winnow.batch,
    reference_id bigint NOT NULL REFERENCES winnow.reference_data,
    PRIMARY KEY (batch_id, reference_id)
);

-- `generation` rises when a finished device gets new work; `swept` is the generation whose collate job exists.
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
    UNIQUE (batch_id, exhibit)
);
CREATE INDEX device_unswept ON winnow.device (device_id) WHERE swept < generation;

CREATE TABLE winnow.image (
    image_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id      bigint NOT NULL REFERENCES winnow.device,
    ordinal        integer NOT NULL,
    path           text NOT NULL,
    state          text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'surveyed', 'failed')),
    container      text NOT NULL DEFAULT '',
    size           bigint NOT NULL DEFAULT 0,
    digest         text NOT NULL DEFAULT '',
    stored_digests jsonb NOT NULL DEFAULT '[]',
    errors         jsonb NOT NULL DEFAULT '[]',
    files_total    bigint NOT NULL DEFAULT 0,
    bytes_total    bigint NOT NULL DEFAULT 0,
    UNIQUE (device_id, ordinal),
    UNIQUE (device_id, path)
);

-- The queue

-- The right to end a claim. Never reset and never reused; apart from the attempt count, which is policy.
CREATE SEQUENCE winnow.fence AS bigint;

-- What is to be done; written once, so it never bloats.
CREATE TABLE winnow.job (
    job_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('survey', 'scan', 'collate')),
    batch_id     bigint NOT NULL,
    device_id    bigint NOT NULL,
    image_id     bigint,
    dedupe       text NOT NULL UNIQUE,
    spec         bytea NOT NULL DEFAULT '',
    cost         bigint NOT NULL DEFAULT 1,
    max_attempts smallint NOT NULL DEFAULT 5,
    max_run      interval NOT NULL DEFAULT '2 hours',
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX job_batch ON winnow.job (batch_id);

-- Claimable now: inserted in claim order and deleted, never updated. A lower priority number and a lower place
-- come first; surveys have place -2 and collates -1, scans the place of their shard.
CREATE TABLE winnow.ready (
    job_id    bigint PRIMARY KEY,
    kind      text NOT NULL,
    batch_id  bigint NOT NULL,
    device_id bigint NOT NULL,
    image_id  bigint,
    priority  smallint NOT NULL,
    place     integer NOT NULL,
    attempt   smallint NOT NULL DEFAULT 0
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000,
        autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 5000,
        autovacuum_vacuum_cost_delay = 0);
CREATE INDEX ready_claim ON winnow.ready (priority, place, job_id);
CREATE INDEX ready_image ON winnow.ready (image_id, priority, place, job_id);
CREATE INDEX ready_device ON winnow.ready (device_id);
CREATE INDEX ready_batch ON winnow.ready (batch_id);

-- Not yet claimable (waiting out a failure, or paused until further notice), and so out of the claim index.
CREATE TABLE winnow.deferred (
    LIKE winnow.ready INCLUDING DEFAULTS,
    run_at timestamptz NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (job_id)
);
CREATE INDEX deferred_due ON winnow.deferred (run_at);
CREATE INDEX deferred_device ON winnow.deferred (device_id);
CREATE INDEX deferred_batch ON winnow.deferred (batch_id);

-- One row a process start: a restarted host never inherits leases.
CREATE TABLE winnow.worker (
    worker_id   uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    host        text NOT NULL,
    pid         integer NOT NULL,
    version     text NOT NULL,
    slots       smallint NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz NOT NULL,
    draining    boolean NOT NULL DEFAULT false,
    retired_at  timestamptz
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 200);

-- Running now. That the row with this fence exists is the right to end the job.
CREATE TABLE winnow.lease (
    job_id     bigint PRIMARY KEY,
    fence      bigint NOT NULL,
    worker_id  uuid NOT NULL,
    kind       text NOT NULL,
    batch_id   bigint NOT NULL,
    device_id  bigint NOT NULL,
    image_id   bigint,
    priority   smallint NOT NULL,
    place      integer NOT NULL,
    attempt    smallint NOT NULL,
    claimed_at timestamptz NOT NULL,
    deadline   timestamptz NOT NULL,
    cancel     boolean NOT NULL DEFAULT false,
    files      bigint NOT NULL DEFAULT 0,
    bytes      bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000,
        autovacuum_vacuum_cost_delay = 0);
CREATE INDEX lease_worker ON winnow.lease (worker_id);
CREATE INDEX lease_device ON winnow.lease (device_id);

-- One row an ended job.
CREATE TABLE winnow.done (
    job_id       bigint PRIMARY KEY,
    kind         text NOT NULL,
    batch_id     bigint NOT NULL,
    device_id    bigint NOT NULL,
    image_id     bigint,
    fence        bigint NOT NULL,
    outcome      text NOT NULL CHECK (outcome IN ('ok', 'partial', 'quarantined', 'cancelled', 'discarded')),
    attempt      smallint NOT NULL,
    worker_id    uuid,
    claimed_at   timestamptz,
    finished_at  timestamptz NOT NULL DEFAULT now(),
    files        bigint NOT NULL DEFAULT 0,
    bytes        bigint NOT NULL DEFAULT 0,
    error_code   text,
    error_text   text,
    error_remedy text,
    error_cause  text
);
CREATE INDEX done_device ON winnow.done (device_id);
CREATE INDEX done_batch ON winnow.done (batch_id);

-- One row an attempt that ended in anything but a result.
CREATE TABLE winnow.attempt_log (
    job_id     bigint NOT NULL,
    fence      bigint NOT NULL,
    attempt    smallint NOT NULL,
    worker_id  uuid,
    claimed_at timestamptz,
    ended_at   timestamptz NOT NULL DEFAULT now(),
    ending     text NOT NULL,
    error_code text,
    error_text text,
    PRIMARY KEY (job_id, fence)
);

-- Records

CREATE TABLE winnow.pack (
    job_id   bigint PRIMARY KEY,
    image_id bigint NOT NULL,
    digest   text NOT NULL,
    files    bigint NOT NULL,
    raw_size bigint NOT NULL,
    bytes    bytea NOT NULL
);
-- Packs are compressed already; compressing again would only cost time.
ALTER TABLE winnow.pack ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE INDEX pack_image ON winnow.pack (image_id);

-- Offsets and addresses of hostile evidence may use all 64 bits; they are kept bit for bit.
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
    byte_offset   bigint,
    encoding      text COLLATE "C",
    context       text COLLATE "C",
    count         bigint NOT NULL
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
    byte_offset   bigint
);
CREATE INDEX history_image ON winnow.history (image_id);

CREATE TABLE winnow.coverage (
    image_id bigint NOT NULL,
    job_id   bigint NOT NULL,
    status   text COLLATE "C" NOT NULL,
    reason   text COLLATE "C" NOT NULL,
    files    bigint NOT NULL,
    bytes    bigint NOT NULL
);
CREATE INDEX coverage_image ON winnow.coverage (image_id);

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
    summary   text NOT NULL,
    hits      bigint NOT NULL,
    examples  json NOT NULL,
    PRIMARY KEY (device_id, ordinal)
);

-- An escalation outlives the result that made it: one that a later result no longer supports is `withdrawn`.
CREATE TABLE winnow.escalation (
    escalation_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    device_id       bigint NOT NULL REFERENCES winnow.device,
    category        text COLLATE "C" NOT NULL,
    route           text COLLATE "C" NOT NULL,
    severity        text NOT NULL,
    outcome         text NOT NULL,
    summary         text NOT NULL,
    state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'pulled', 'acknowledged', 'withdrawn')),
    created_at      timestamptz NOT NULL DEFAULT now(),
    acknowledged_by text,
    acknowledged_at timestamptz,
    note            text,
    UNIQUE (device_id, category, route)
);

-- Functions of the queue
-- All times are the server's. plpgsql keeps the plans of its statements, plain SQL functions do not.

-- Puts jobs into the queue and wakes whoever waits; those of a paused batch wait for its resume.
CREATE FUNCTION winnow.enqueue(p_jobs bigint[], p_priority smallint[], p_place integer[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    -- Held against a pause or cancel of the batch in between.
    PERFORM 1 FROM winnow.batch b
    WHERE b.batch_id IN (SELECT j.batch_id FROM winnow.job j WHERE j.job_id = ANY (p_jobs)) FOR SHARE;
    INSERT INTO winnow.ready (job_id, kind, batch_id, device_id, image_id, priority, place)
    SELECT j.job_id, j.kind, j.batch_id, j.device_id, j.image_id, i.priority, i.place
    FROM unnest(p_jobs, p_priority, p_place) AS i (job_id, priority, place)
    JOIN winnow.job j USING (job_id) JOIN winnow.batch b USING (batch_id)
    WHERE b.state <> 'paused'
    ORDER BY i.priority, i.place, j.job_id;
    IF FOUND THEN PERFORM pg_notify('winnow_ready', ''); END IF;
    INSERT INTO winnow.deferred (job_id, kind, batch_id, device_id, image_id, priority, place, run_at, reason)
    SELECT j.job_id, j.kind, j.batch_id, j.device_id, j.image_id, i.priority, i.place, 'infinity', 'paused'
    FROM unnest(p_jobs, p_priority, p_place) AS i (job_id, priority, place)
    JOIN winnow.job j USING (job_id) JOIN winnow.batch b USING (batch_id)
    WHERE b.state = 'paused';
END $$;

-- Up to p_limit jobs for a worker that is alive and not draining; among equally good ones those of p_images first.
-- Arrays of ids, not joins with a LIMIT subquery: PostgreSQL estimates those at a tenth of the table and hashes it all.
CREATE FUNCTION winnow.claim(p_worker uuid, p_limit integer, p_images bigint[])
RETURNS TABLE (job_id bigint, fence bigint, kind text, attempt smallint, max_attempts smallint, batch_id bigint,
               device_id bigint, image_id bigint, spec bytea, cost bigint, seconds double precision)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_jobs  bigint[] := '{}';
    v_more  bigint[];
    v_image bigint;
    v_head  record;
BEGIN
    PERFORM 1 FROM winnow.worker w
    WHERE w.worker_id = p_worker AND w.lease_until > clock_timestamp() AND NOT w.draining;
    IF NOT FOUND THEN RETURN; END IF;

    IF cardinality(p_images) > 0 THEN
        SELECT r.priority, r.place INTO v_head FROM winnow.ready r ORDER BY r.priority, r.place, r.job_id LIMIT 1;
        IF NOT FOUND THEN RETURN; END IF;
        FOREACH v_image IN ARRAY p_images LOOP
            EXIT WHEN cardinality(v_jobs) >= p_limit;
            WITH pick AS MATERIALIZED (
                SELECT r.job_id FROM winnow.ready r
                WHERE r.image_id = v_image AND (r.priority, r.place) <= (v_head.priority, v_head.place)
                    AND r.job_id <> ALL (v_jobs)
                ORDER BY r.priority, r.place, r.job_id
                LIMIT p_limit - cardinality(v_jobs) FOR UPDATE SKIP LOCKED)
            SELECT coalesce(array_agg(p.job_id), '{}') INTO v_more FROM pick p;
            v_jobs := v_jobs || v_more;
        END LOOP;
    END IF;
    IF cardinality(v_jobs) < p_limit THEN
        WITH pick AS MATERIALIZED (
            SELECT r.job_id FROM winnow.ready r
            WHERE r.job_id <> ALL (v_jobs)
            ORDER BY r.priority, r.place, r.job_id
            LIMIT p_limit - cardinality(v_jobs) FOR UPDATE SKIP LOCKED)
        SELECT coalesce(array_agg(p.job_id), '{}') INTO v_more FROM pick p;
        v_jobs := v_jobs || v_more;
    END IF;

    RETURN QUERY
    WITH taken AS (
        DELETE FROM winnow.ready r WHERE r.job_id = ANY (v_jobs) RETURNING r.*),
    held AS (
        INSERT INTO winnow.lease AS l (job_id, fence, worker_id, kind, batch_id, device_id, image_id, priority, place,
                                       attempt, claimed_at, deadline)
        SELECT t.job_id, nextval('winnow.fence'), p_worker, t.kind, t.batch_id, t.device_id, t.image_id, t.priority,
               t.place, (t.attempt + 1)::smallint, clock_timestamp(),
               clock_timestamp() + (SELECT j.max_run FROM winnow.job j WHERE j.job_id = t.job_id)
        FROM taken t
        RETURNING l.*)
    SELECT h.job_id, h.fence, h.kind, h.attempt, j.max_attempts, h.batch_id, h.device_id, h.image_id, j.spec, j.cost,
           extract(epoch FROM h.deadline - h.claimed_at)::double precision
    FROM held h CROSS JOIN LATERAL (SELECT * FROM winnow.job j WHERE j.job_id = h.job_id OFFSET 0) j
    ORDER BY h.priority, h.place, h.job_id;
END $$;

-- Extends a worker's lease unless it has lapsed (who has lapsed cannot revive itself) and says what became of each
-- claim: ok, cancel, lost, or worker_expired.
CREATE FUNCTION winnow.beat(p_worker uuid, p_seconds double precision, p_jobs bigint[], p_fences bigint[],
                            p_files bigint[], p_bytes bigint[])
RETURNS TABLE (job_id bigint, verdict text)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_alive boolean;
BEGIN
    UPDATE winnow.worker w SET lease_until = clock_timestamp() + make_interval(secs => p_seconds)
    WHERE w.worker_id = p_worker AND w.lease_until > clock_timestamp();
    v_alive := FOUND;
    -- In one order, against a cancel of the same jobs.
    PERFORM 1 FROM winnow.lease l WHERE l.job_id = ANY (p_jobs) ORDER BY l.job_id FOR UPDATE;
    RETURN QUERY
    WITH asked AS (
        SELECT * FROM unnest(p_jobs, p_fences, p_files, p_bytes) AS i (job_id, fence, files, bytes)),
    held AS (
        UPDATE winnow.lease l SET files = a.files, bytes = a.bytes
        FROM asked a WHERE l.job_id = a.job_id AND l.fence = a.fence AND v_alive
        RETURNING l.job_id, l.cancel)
    SELECT a.job_id, CASE WHEN NOT v_alive THEN 'worker_expired' WHEN h.job_id IS NULL THEN 'lost'
                          WHEN h.cancel THEN 'cancel' ELSE 'ok' END
    FROM asked a LEFT JOIN held h ON h.job_id = a.job_id;
    -- A worker without claims also has to hear that it has lapsed.
    IF NOT v_alive THEN RETURN QUERY SELECT 0::bigint, 'worker_expired'; END IF;
END $$;

-- Ends a claim with a result. False: the fence is gone, and nothing of the result may be written.
CREATE FUNCTION winnow.complete(p_job bigint, p_fence bigint, p_outcome text, p_files bigint, p_bytes bigint)
RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    l winnow.lease;
BEGIN
    DELETE FROM winnow.lease x WHERE x.job_id = p_job AND x.fence = p_fence RETURNING x.* INTO l;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO winnow.done (job_id, kind, batch_id, device_id, image_id, fence, outcome, attempt, worker_id,
                             claimed_at, files, bytes)
    VALUES (l.job_id, l.kind, l.batch_id, l.device_id, l.image_id, l.fence, p_outcome, l.attempt, l.worker_id,
            l.claimed_at, p_files, p_bytes);
    RETURN true;
END $$;

-- Ends an attempt without a result: the job waits and runs again, or is quarantined. For use by fail and rescue.
CREATE FUNCTION winnow.end_attempt(l winnow.lease, p_ending text, p_retryable boolean, p_code text, p_text text,
                                   p_remedy text, p_cause text)
RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_state text;
    v_max   smallint;
BEGIN
    INSERT INTO winnow.attempt_log (job_id, fence, attempt, worker_id, claimed_at, ending, error_code, error_text)
    VALUES (l.job_id, l.fence, l.attempt, l.worker_id, l.claimed_at, p_ending, p_code, p_text);
    SELECT b.state INTO v_state FROM winnow.batch b WHERE b.batch_id = l.batch_id;
    SELECT j.max_attempts INTO v_max FROM winnow.job j WHERE j.job_id = l.job_id;
    IF NOT l.cancel AND v_state <> 'cancelled' AND p_retryable AND l.attempt < v_max THEN
        INSERT INTO winnow.deferred (job_id, kind, batch_id, device_id, image_id, priority, place, attempt, run_at,
                                     reason)
        VALUES (l.job_id, l.kind, l.batch_id, l.device_id, l.image_id, l.priority, l.place, l.attempt,
                clock_timestamp() + make_interval(secs => least(300, power(2, l.attempt)) * (0.5 + random())),
                p_ending);
        RETURN 'retry';
    END IF;
    INSERT INTO winnow.done (job_id, kind, batch_id, device_id, image_id, fence, outcome, attempt, worker_id,
                             claimed_at, error_code, error_text, error_remedy, error_cause)
    VALUES (l.job_id, l.kind, l.batch_id, l.device_id, l.image_id, l.fence,
            CASE WHEN l.cancel OR v_state = 'cancelled' THEN 'cancelled' ELSE 'quarantined' END,
            l.attempt, l.worker_id, l.claimed_at, p_code, p_text, p_remedy, p_cause);
    IF l.kind = 'survey' THEN
        UPDATE winnow.image SET state = 'failed' WHERE image_id = l.image_id;
    END IF;
    RETURN 'final';
END $$;

-- 'retry' or 'final'; NULL when the fence is gone.
CREATE FUNCTION winnow.fail(p_job bigint, p_fence bigint, p_retryable boolean, p_code text, p_text text, p_remedy text,
                            p_cause text)
RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    l winnow.lease;
BEGIN
    DELETE FROM winnow.lease x WHERE x.job_id = p_job AND x.fence = p_fence RETURNING x.* INTO l;
    IF NOT FOUND THEN RETURN NULL; END IF;
    RETURN winnow.end_attempt(l, 'error', p_retryable, p_code, p_text, p_remedy, p_cause);
END $$;

-- Gives a claim back unspent: claimable at once, the attempt not counted. False when the fence is gone.
CREATE FUNCTION winnow.release(p_job bigint, p_fence bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    l winnow.lease;
    v_state text;
BEGIN
    DELETE FROM winnow.lease x WHERE x.job_id = p_job AND x.fence = p_fence RETURNING x.* INTO l;
    IF NOT FOUND THEN RETURN false; END IF;
    SELECT b.state INTO v_state FROM winnow.batch b WHERE b.batch_id = l.batch_id FOR SHARE;
    IF l.cancel OR v_state = 'cancelled' THEN
        PERFORM winnow.end_attempt(l, 'released', false, 'cancelled', 'cancelled', NULL, NULL);
        RETURN true;
    END IF;
    INSERT INTO winnow.attempt_log (job_id, fence, attempt, worker_id, claimed_at, ending)
    VALUES (l.job_id, l.fence, l.attempt, l.worker_id, l.claimed_at, 'released');
    IF v_state = 'paused' THEN
        INSERT INTO winnow.deferred
        VALUES (l.job_id, l.kind, l.batch_id, l.device_id, l.image_id, l.priority, l.place,
                (l.attempt - 1)::smallint, 'infinity', 'paused');
    ELSE
        INSERT INTO winnow.ready
        VALUES (l.job_id, l.kind, l.batch_id, l.device_id, l.image_id, l.priority, l.place,
                (l.attempt - 1)::smallint);
        PERFORM pg_notify('winnow_ready', '');
    END IF;
    RETURN true;
END $$;

-- Takes jobs from workers whose lease has lapsed, and from attempts past their deadline. Any worker may run it.
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
    v_jobs  bigint[];
    v_count integer;
BEGIN
    WITH due AS MATERIALIZED (
        SELECT d.job_id FROM winnow.deferred d WHERE d.run_at <= clock_timestamp()
        ORDER BY d.run_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
    SELECT coalesce(array_agg(due.job_id), '{}') INTO v_jobs FROM due;
    UPDATE winnow.deferred d SET run_at = 'infinity', reason = 'paused'
    FROM winnow.batch b WHERE d.job_id = ANY (v_jobs) AND b.batch_id = d.batch_id AND b.state = 'paused';
    WITH gone AS (
        DELETE FROM winnow.deferred d WHERE d.job_id = ANY (v_jobs) AND d.run_at <= clock_timestamp() RETURNING d.*)
    INSERT INTO winnow.ready (job_id, kind, batch_id, device_id, image_id, priority, place, attempt)
    SELECT g.job_id, g.kind, g.batch_id, g.device_id, g.image_id, g.priority, g.place, g.attempt
    FROM gone g ORDER BY g.priority, g.place, g.job_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    IF v_count > 0 THEN PERFORM pg_notify('winnow_ready', ''); END IF;
    RETURN v_count;
END $$;

-- A device with no survey or scan left gets its collate job, once a generation, also when all of it went wrong.
-- One statement sees one moment, and jobs move between the three tables in one transaction: none is overlooked.
-- The second look, with the rows locked, is against a retry in between.
CREATE VIEW winnow.finished_device AS
    SELECT d.device_id FROM winnow.device d JOIN winnow.batch b USING (batch_id)
    WHERE d.swept < d.generation AND b.state IN ('open', 'paused')
        AND NOT EXISTS (SELECT 1 FROM winnow.ready r WHERE r.device_id = d.device_id)
        AND NOT EXISTS (SELECT 1 FROM winnow.deferred r WHERE r.device_id = d.device_id)
        AND NOT EXISTS (SELECT 1 FROM winnow.lease r WHERE r.device_id = d.device_id);

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
        UPDATE winnow.device d SET swept = d.generation
        WHERE d.device_id = v_device.device_id
            AND d.device_id IN (SELECT f.device_id FROM winnow.finished_device f)
        RETURNING d.* INTO v_device;
        CONTINUE WHEN NOT FOUND;
        INSERT INTO winnow.job (kind, batch_id, device_id, dedupe)
        VALUES ('collate', v_device.batch_id, v_device.device_id,
                format('device:%s/collate/%s', v_device.device_id, v_device.generation))
        ON CONFLICT (dedupe) DO NOTHING RETURNING job_id INTO v_job;
        IF FOUND THEN
            PERFORM winnow.enqueue(ARRAY[v_job], ARRAY[v_device.priority], ARRAY[-1]);
            v_count := v_count + 1;
        END IF;
    END LOOP;
    RETURN v_count;
END $$;

-- A batch whose devices are all collated and that has no job left is complete, with gaps if anything is missing.
CREATE VIEW winnow.finished_batch AS
    SELECT b.batch_id FROM winnow.batch b
    WHERE b.state = 'open'
        AND NOT EXISTS (SELECT 1 FROM winnow.device d WHERE d.batch_id = b.batch_id AND d.swept < d.generation)
        AND NOT EXISTS (SELECT 1 FROM winnow.ready r WHERE r.batch_id = b.batch_id)
        AND NOT EXISTS (SELECT 1 FROM winnow.deferred r WHERE r.batch_id = b.batch_id)
        AND NOT EXISTS (SELECT 1 FROM winnow.lease r WHERE r.batch_id = b.batch_id);

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
        EXISTS (SELECT 1 FROM winnow.done x WHERE x.batch_id = b.batch_id AND x.outcome <> 'ok')
        OR EXISTS (SELECT 1 FROM winnow.image i JOIN winnow.device d USING (device_id)
                   WHERE d.batch_id = b.batch_id AND i.errors <> '[]')
        OR EXISTS (SELECT 1 FROM winnow.device d LEFT JOIN winnow.device_result r USING (device_id)
                   WHERE d.batch_id = b.batch_id AND r.generation IS DISTINCT FROM d.generation)
        THEN 'complete with gaps' ELSE 'complete' END
    WHERE b.batch_id = ANY (v_batches) AND b.batch_id IN (SELECT f.batch_id FROM winnow.finished_batch f);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END $$;

-- Jobs of the batch that are not running wait until resume. False unless the batch was open.
CREATE FUNCTION winnow.pause(p_batch bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE winnow.batch SET state = 'paused' WHERE batch_id = p_batch AND state = 'open';
    IF NOT FOUND THEN RETURN false; END IF;
    WITH gone AS (DELETE FROM winnow.ready r WHERE r.batch_id = p_batch RETURNING r.*)
    INSERT INTO winnow.deferred SELECT g.*, 'infinity', 'paused' FROM gone g;
    RETURN true;
END $$;

CREATE FUNCTION winnow.resume(p_batch bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE winnow.batch SET state = 'open' WHERE batch_id = p_batch AND state = 'paused';
    IF NOT FOUND THEN RETURN false; END IF;
    WITH gone AS (
        DELETE FROM winnow.deferred d WHERE d.batch_id = p_batch AND d.run_at = 'infinity' RETURNING d.*)
    INSERT INTO winnow.ready (job_id, kind, batch_id, device_id, image_id, priority, place, attempt)
    SELECT g.job_id, g.kind, g.batch_id, g.device_id, g.image_id, g.priority, g.place, g.attempt
    FROM gone g ORDER BY g.priority, g.place, g.job_id;
    PERFORM pg_notify('winnow_ready', '');
    RETURN true;
END $$;

-- Jobs that are not running end as cancelled at once, running ones when their worker's next beat tells it.
CREATE FUNCTION winnow.cancel(p_batch bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    -- Leases before the batch, the order in which a job that ends takes them.
    PERFORM 1 FROM winnow.lease WHERE batch_id = p_batch ORDER BY job_id FOR UPDATE;
    UPDATE winnow.batch SET state = 'cancelled', completed_at = now()
    WHERE batch_id = p_batch AND state IN ('open', 'paused');
    IF NOT FOUND THEN RETURN false; END IF;
    WITH gone AS (
        DELETE FROM winnow.ready r WHERE r.batch_id = p_batch
        RETURNING job_id, kind, device_id, image_id, attempt),
    waiting AS (
        DELETE FROM winnow.deferred r WHERE r.batch_id = p_batch
        RETURNING job_id, kind, device_id, image_id, attempt)
    INSERT INTO winnow.done (job_id, kind, batch_id, device_id, image_id, fence, outcome, attempt, error_code,
                             error_text)
    SELECT x.job_id, x.kind, p_batch, x.device_id, x.image_id, nextval('winnow.fence'), 'cancelled', x.attempt,
           'cancelled', 'cancelled'
    FROM (SELECT * FROM gone UNION ALL SELECT * FROM waiting) x;
    UPDATE winnow.lease SET cancel = true WHERE batch_id = p_batch;
    RETURN true;
END $$;

-- Gives every job of the batch that ended without a result its attempts again, and reopens the batch; its devices
-- are collated anew. The number of jobs; the record of their attempts stays.
CREATE FUNCTION winnow.retry(p_batch bigint) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    v_devices bigint[];
    v_jobs    bigint[];
    v_count   integer;
BEGIN
    PERFORM 1 FROM winnow.batch WHERE batch_id = p_batch FOR UPDATE;
    WITH gone AS (
        DELETE FROM winnow.done x WHERE x.batch_id = p_batch AND x.outcome NOT IN ('ok', 'partial') RETURNING x.*)
    SELECT count(*), coalesce(array_agg(DISTINCT g.device_id), '{}'),
           coalesce(array_agg(g.job_id) FILTER (WHERE g.kind <> 'collate'), '{}')
    INTO v_count, v_devices, v_jobs FROM gone g;
    IF v_count = 0 THEN RETURN 0; END IF;
    UPDATE winnow.batch SET state = CASE state WHEN 'paused' THEN state ELSE 'open' END, completed_at = NULL
    WHERE batch_id = p_batch;
    -- A collate job that failed is not run again but made anew, by the sweep.
    UPDATE winnow.device SET generation = swept + 1 WHERE device_id = ANY (v_devices);
    UPDATE winnow.image i SET state = 'waiting' FROM winnow.job j
    WHERE j.job_id = ANY (v_jobs) AND j.kind = 'survey' AND i.image_id = j.image_id;
    PERFORM winnow.enqueue(array_agg(j.job_id ORDER BY j.job_id), array_agg(d.priority ORDER BY j.job_id),
                           array_agg(CASE j.kind WHEN 'survey' THEN -2 ELSE 0 END ORDER BY j.job_id))
    FROM winnow.job j JOIN winnow.device d USING (device_id) WHERE j.job_id = ANY (v_jobs);
    RETURN v_count;
END $$;

CREATE FUNCTION winnow.reprioritise(p_batch bigint, p_priority smallint) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    -- Leases before the batch, the order in which a job that ends takes them.
    PERFORM 1 FROM winnow.lease WHERE batch_id = p_batch ORDER BY job_id FOR UPDATE;
    UPDATE winnow.batch SET priority = p_priority WHERE batch_id = p_batch;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE winnow.device SET priority = p_priority WHERE batch_id = p_batch;
    UPDATE winnow.ready SET priority = p_priority WHERE batch_id = p_batch;
    UPDATE winnow.deferred SET priority = p_priority WHERE batch_id = p_batch;
    UPDATE winnow.lease SET priority = p_priority WHERE batch_id = p_batch;
    RETURN true;
END $$;
