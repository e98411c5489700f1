package dev.earshot.collection;

import java.util.List;

/**
 * The tables of a collection's database. Times are milliseconds since 1970. Nothing but predictions
 * and copies is ever deleted: windows of recordings that have changed stay with their labels, but
 * are no longer given.
 */
final class Schema {
  /** Marks the database as a collection: "Ears" in ASCII. */
  static final int APPLICATION = 0x45617273;

  /** Raised when a table changes. */
  static final int VERSION = 1;

  /** A recording that belongs to the collection. Other states are MISSING and REPLACED. */
  static final String PRESENT = "PRESENT";

  static final String MISSING = "MISSING";
  static final String REPLACED = "REPLACED";

  /** What makes the tables, as the database keeps it. */
  static final List<String> STATEMENTS =
      List.of(
          "CREATE TABLE setting(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
          "CREATE TABLE recording(id INTEGER PRIMARY KEY, name TEXT NOT NULL, path TEXT NOT NULL,"
              + " seconds REAL NOT NULL, state TEXT NOT NULL, part TEXT NOT NULL, stated_group TEXT,"
              + " size INTEGER NOT NULL, modified INTEGER NOT NULL, content TEXT NOT NULL,"
              + " checksum INTEGER NOT NULL) STRICT",
          "CREATE UNIQUE INDEX recording_name ON recording(name) WHERE state <> 'REPLACED'",
          "CREATE TABLE fingerprint(recording INTEGER PRIMARY KEY REFERENCES recording, sound TEXT"
              + " NOT NULL, frames BLOB NOT NULL, compared INTEGER NOT NULL) STRICT",
          "CREATE TABLE copy(recording INTEGER NOT NULL REFERENCES recording, original INTEGER NOT"
              + " NULL REFERENCES recording, kind TEXT NOT NULL, offset REAL NOT NULL, PRIMARY"
              + " KEY(recording, original)) STRICT",
          "CREATE TABLE window(id INTEGER PRIMARY KEY, recording INTEGER NOT NULL REFERENCES"
              + " recording, start REAL NOT NULL, finish REAL NOT NULL, silent INTEGER NOT NULL)"
              + " STRICT",
          "CREATE INDEX window_recording ON window(recording)",
          "CREATE TABLE label(id INTEGER PRIMARY KEY AUTOINCREMENT, window INTEGER NOT NULL"
              + " REFERENCES window, verdict TEXT NOT NULL, class TEXT, source TEXT NOT NULL, time"
              + " INTEGER NOT NULL, withdrawn INTEGER) STRICT",
          "CREATE INDEX label_window ON label(window)",
          "CREATE TABLE model(id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, time"
              + " INTEGER NOT NULL) STRICT",
          "CREATE TABLE model_class(place INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT",
          "CREATE TABLE prediction(window INTEGER PRIMARY KEY REFERENCES window, probabilities BLOB"
              + " NOT NULL) STRICT");

  private Schema() {}
}
