BEGIN TRANSACTION;
CREATE TABLE "baselines" (
	dataset VARCHAR(40) NOT NULL,
	vocabulary INTEGER NOT NULL,
	accuracy DOUBLE NOT NULL,
	binary_crossentropy DOUBLE NOT NULL,
	mse DOUBLE NOT NULL,
	PRIMARY KEY (dataset, vocabulary)
);
INSERT INTO "baselines" VALUES('packaged',10000,0.875,0.3125,0.09375);
CREATE TABLE "clusters" (
	cluster_id VARCHAR(200) NOT NULL,
	seen DOUBLE NOT NULL,
	PRIMARY KEY (cluster_id)
);
INSERT INTO "clusters" VALUES('here 1 1764000000.00',1764000003.25);
CREATE TABLE epochs (
	run_id INTEGER NOT NULL,
	epoch INTEGER NOT NULL,
	loss DOUBLE NOT NULL,
	accuracy DOUBLE NOT NULL,
	val_loss DOUBLE NOT NULL,
	val_accuracy DOUBLE NOT NULL,
	seconds DOUBLE NOT NULL,
	PRIMARY KEY (run_id, epoch),
	FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "epochs" VALUES(1,1,0.5,0.75,0.375,0.8125,0.25);
INSERT INTO "epochs" VALUES(2,1,0.25,0.5,0.25,0.5,1.5);
INSERT INTO "epochs" VALUES(1,2,0.25,0.875,0.3125,0.875,0.25);
INSERT INTO "epochs" VALUES(1,3,0.125,0.9375,0.4375,0.84375,0.25);
CREATE TABLE exam_openings (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	run_id INTEGER NOT NULL,
	envelope VARCHAR(16) NOT NULL,
	opened DOUBLE NOT NULL,
	guess DOUBLE,
	true_positives INTEGER NOT NULL,
	true_negatives INTEGER NOT NULL,
	false_positives INTEGER NOT NULL,
	false_negatives INTEGER NOT NULL,
	UNIQUE (run_id, envelope),
	FOREIGN KEY(run_id) REFERENCES runs (id)
);
INSERT INTO "exam_openings" VALUES(1,1,'test',1764000012.25,0.85,2200,2150,350,300);
CREATE TABLE hidden_runs (
	run_id INTEGER NOT NULL,
	PRIMARY KEY (run_id),
	FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "hidden_runs" VALUES(2);
CREATE TABLE models (
	run_id INTEGER NOT NULL,
	keras BLOB NOT NULL,
	PRIMARY KEY (run_id),
	FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "models" VALUES(1,X'61206E6574776F726B27732066696C653A2000FF27');
CREATE TABLE requests (
	run_id INTEGER NOT NULL,
	visitor VARCHAR(40) NOT NULL,
	asked DOUBLE NOT NULL,
	PRIMARY KEY (run_id, visitor),
	FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE
);
INSERT INTO "requests" VALUES(1,'ann',1764000004.75);
INSERT INTO "requests" VALUES(2,'bob',1764000006.25);
INSERT INTO "requests" VALUES(3,'ann',1764000013.75);
INSERT INTO "requests" VALUES(3,'bob',1764000015.25);
CREATE TABLE runs (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
	activation VARCHAR(40) NOT NULL,
	loss VARCHAR(40) NOT NULL,
	units INTEGER NOT NULL,
	layers INTEGER NOT NULL,
	epochs INTEGER NOT NULL,
	learning_rate DOUBLE NOT NULL,
	batch_size INTEGER NOT NULL,
	vocabulary INTEGER NOT NULL,
	dropout DOUBLE NOT NULL,
	l2 DOUBLE NOT NULL,
	seed INTEGER NOT NULL,
	dataset VARCHAR(40) NOT NULL,
	state VARCHAR(16) NOT NULL,
	message TEXT NOT NULL,
	cluster_id VARCHAR(200) NOT NULL,
	stop_requested BOOLEAN NOT NULL,
	created DOUBLE NOT NULL,
	started DOUBLE,
	finished DOUBLE,
	best_epoch INTEGER,
	last_epoch INTEGER
);
INSERT INTO "runs" VALUES(1,'relu','binary_crossentropy',16,1,10,0.001,512,10000,0.0,0.0,0,'packaged','finished','','here 1 1764000000.00',0,1764000004.75,1764000007.75,1764000009.25,2,3);
INSERT INTO "runs" VALUES(2,'tanh','mse',512,5,50,0.00123,4096,500,0.25,0.0005,9999,'official','stopped','Stopped. It’s enough.','here 1 1764000000.00',0,1764000006.25,1764000007.75,1764000010.75,1,1);
INSERT INTO "runs" VALUES(3,'relu','binary_crossentropy',16,1,10,0.001,512,10000,0.0,0.0,7,'packaged','queued','','here 1 1764000000.00',0,1764000013.75,NULL,NULL,NULL,NULL);
CREATE TABLE schema_version (
	version INTEGER NOT NULL,
	PRIMARY KEY (version)
);
INSERT INTO "schema_version" VALUES(5);
CREATE TABLE worker_starts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	cluster_id VARCHAR(200) NOT NULL, 
	began DOUBLE NOT NULL, 
	ready DOUBLE NOT NULL, 
	prepared BOOLEAN NOT NULL, 
	rehearsed BOOLEAN NOT NULL
);
INSERT INTO "worker_starts" VALUES(1,'here 1 1764000000.00',1764000001.25,1764000004.5,1,1);
CREATE INDEX ix_runs_state ON runs (state);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('runs',3);
INSERT INTO "sqlite_sequence" VALUES('exam_openings',1);
INSERT INTO "sqlite_sequence" VALUES('worker_starts',1);
COMMIT;
