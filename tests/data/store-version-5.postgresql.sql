CREATE TABLE public.baselines (
    dataset character varying(40) NOT NULL,
    vocabulary integer NOT NULL,
    accuracy double precision NOT NULL,
    binary_crossentropy double precision NOT NULL,
    mse double precision NOT NULL
);
CREATE TABLE public.clusters (
    cluster_id character varying(200) NOT NULL,
    seen double precision NOT NULL
);
CREATE TABLE public.epochs (
    run_id integer NOT NULL,
    epoch integer NOT NULL,
    loss double precision NOT NULL,
    accuracy double precision NOT NULL,
    val_loss double precision NOT NULL,
    val_accuracy double precision NOT NULL,
    seconds double precision NOT NULL
);
CREATE TABLE public.exam_openings (
    id integer NOT NULL,
    run_id integer NOT NULL,
    envelope character varying(16) NOT NULL,
    opened double precision NOT NULL,
    guess double precision,
    true_positives integer NOT NULL,
    true_negatives integer NOT NULL,
    false_positives integer NOT NULL,
    false_negatives integer NOT NULL
);
CREATE SEQUENCE public.exam_openings_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.exam_openings_id_seq OWNED BY public.exam_openings.id;
CREATE TABLE public.hidden_runs (
    run_id integer NOT NULL
);
CREATE TABLE public.models (
    run_id integer NOT NULL,
    keras bytea NOT NULL
);
CREATE TABLE public.requests (
    run_id integer NOT NULL,
    visitor character varying(40) NOT NULL,
    asked double precision NOT NULL
);
CREATE TABLE public.runs (
    id integer NOT NULL,
    activation character varying(40) NOT NULL,
    loss character varying(40) NOT NULL,
    units integer NOT NULL,
    layers integer NOT NULL,
    epochs integer NOT NULL,
    learning_rate double precision NOT NULL,
    batch_size integer NOT NULL,
    vocabulary integer NOT NULL,
    dropout double precision NOT NULL,
    l2 double precision NOT NULL,
    seed integer NOT NULL,
    dataset character varying(40) NOT NULL,
    state character varying(16) NOT NULL,
    message text NOT NULL,
    cluster_id character varying(200) NOT NULL,
    stop_requested boolean NOT NULL,
    created double precision NOT NULL,
    started double precision,
    finished double precision,
    best_epoch integer,
    last_epoch integer
);
CREATE SEQUENCE public.runs_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.runs_id_seq OWNED BY public.runs.id;
CREATE TABLE public.schema_version (
    version integer NOT NULL
);
CREATE SEQUENCE public.schema_version_version_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.schema_version_version_seq OWNED BY public.schema_version.version;
CREATE TABLE public.worker_starts (
    id integer NOT NULL,
    cluster_id character varying(200) NOT NULL,
    began double precision NOT NULL,
    ready double precision NOT NULL,
    prepared boolean NOT NULL,
    rehearsed boolean NOT NULL
);
CREATE SEQUENCE public.worker_starts_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.worker_starts_id_seq OWNED BY public.worker_starts.id;
ALTER TABLE ONLY public.exam_openings ALTER COLUMN id SET DEFAULT nextval('public.exam_openings_id_seq'::regclass);
ALTER TABLE ONLY public.runs ALTER COLUMN id SET DEFAULT nextval('public.runs_id_seq'::regclass);
ALTER TABLE ONLY public.schema_version ALTER COLUMN version SET DEFAULT nextval('public.schema_version_version_seq'::regclass);
ALTER TABLE ONLY public.worker_starts ALTER COLUMN id SET DEFAULT nextval('public.worker_starts_id_seq'::regclass);
INSERT INTO public.baselines VALUES ('packaged', 10000, 0.875, 0.3125, 0.09375);
INSERT INTO public.clusters VALUES ('here 1 1764000000.00', 1764000003.25);
INSERT INTO public.epochs VALUES (1, 1, 0.5, 0.75, 0.375, 0.8125, 0.25);
INSERT INTO public.epochs VALUES (2, 1, 0.25, 0.5, 0.25, 0.5, 1.5);
INSERT INTO public.epochs VALUES (1, 2, 0.25, 0.875, 0.3125, 0.875, 0.25);
INSERT INTO public.epochs VALUES (1, 3, 0.125, 0.9375, 0.4375, 0.84375, 0.25);
INSERT INTO public.exam_openings VALUES (1, 1, 'test', 1764000012.25, 0.85, 2200, 2150, 350, 300);
INSERT INTO public.hidden_runs VALUES (2);
INSERT INTO public.models VALUES (1, '\x61206e6574776f726b27732066696c653a2000ff27');
INSERT INTO public.requests VALUES (1, 'ann', 1764000004.75);
INSERT INTO public.requests VALUES (2, 'bob', 1764000006.25);
INSERT INTO public.requests VALUES (3, 'ann', 1764000013.75);
INSERT INTO public.requests VALUES (3, 'bob', 1764000015.25);
INSERT INTO public.runs VALUES (1, 'relu', 'binary_crossentropy', 16, 1, 10, 0.001, 512, 10000, 0, 0, 0, 'packaged', 'finished', '', 'here 1 1764000000.00', false, 1764000004.75, 1764000007.75, 1764000009.25, 2, 3);
INSERT INTO public.runs VALUES (2, 'tanh', 'mse', 512, 5, 50, 0.00123, 4096, 500, 0.25, 0.0005, 9999, 'official', 'stopped', 'Stopped. It’s enough.', 'here 1 1764000000.00', false, 1764000006.25, 1764000007.75, 1764000010.75, 1, 1);
INSERT INTO public.runs VALUES (3, 'relu', 'binary_crossentropy', 16, 1, 10, 0.001, 512, 10000, 0, 0, 7, 'packaged', 'queued', '', 'here 1 1764000000.00', false, 1764000013.75, NULL, NULL, NULL, NULL);
INSERT INTO public.schema_version VALUES (5);
INSERT INTO public.worker_starts VALUES (1, 'here 1 1764000000.00', 1764000001.25, 1764000004.5, true, true);
SELECT pg_catalog.setval('public.exam_openings_id_seq', 1, true);
SELECT pg_catalog.setval('public.runs_id_seq', 3, true);
SELECT pg_catalog.setval('public.schema_version_version_seq', 1, false);
SELECT pg_catalog.setval('public.worker_starts_id_seq', 1, true);
ALTER TABLE ONLY public.baselines
    ADD CONSTRAINT baselines_pkey PRIMARY KEY (dataset, vocabulary);
ALTER TABLE ONLY public.clusters
    ADD CONSTRAINT clusters_pkey PRIMARY KEY (cluster_id);
ALTER TABLE ONLY public.epochs
    ADD CONSTRAINT epochs_pkey PRIMARY KEY (run_id, epoch);
ALTER TABLE ONLY public.exam_openings
    ADD CONSTRAINT exam_openings_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.exam_openings
    ADD CONSTRAINT exam_openings_run_id_envelope_key UNIQUE (run_id, envelope);
ALTER TABLE ONLY public.hidden_runs
    ADD CONSTRAINT hidden_runs_pkey PRIMARY KEY (run_id);
ALTER TABLE ONLY public.models
    ADD CONSTRAINT models_pkey PRIMARY KEY (run_id);
ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_pkey PRIMARY KEY (run_id, visitor);
ALTER TABLE ONLY public.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.schema_version
    ADD CONSTRAINT schema_version_pkey PRIMARY KEY (version);
ALTER TABLE ONLY public.worker_starts
    ADD CONSTRAINT worker_starts_pkey PRIMARY KEY (id);
CREATE INDEX ix_runs_state ON public.runs USING btree (state);
ALTER TABLE ONLY public.epochs
    ADD CONSTRAINT epochs_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.runs(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.exam_openings
    ADD CONSTRAINT exam_openings_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.runs(id);
ALTER TABLE ONLY public.hidden_runs
    ADD CONSTRAINT hidden_runs_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.runs(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.models
    ADD CONSTRAINT models_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.runs(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.runs(id) ON DELETE CASCADE;
