package dev.earshot.collection;

import dev.earshot.DataException;
import dev.earshot.base.SafeText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A collection's SQLite database. What a transaction wrote is on the disk when it ends, and a
 * process that is killed in one leaves nothing of it. Other processes may read at any time, and
 * write after each other: one that comes while another writes waits for {@value #PATIENCE_MILLIS}
 * ms. One thread at a time uses the connection.
 */
final class Database implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Path file;
  private final Connection connection;

  private Database(Path file, Connection connection) {
    this.file = file;
    this.connection = connection;
  }

  /** Something that is done in one transaction. */
  @FunctionalInterface
  interface Work<T> {
    /** Does it. */
    T with(Connection connection) throws SQLException;
  }

  /**
   * Makes a database, or takes one that a killed process has left empty.
   *
   * @param first what is written with the tables
   * @throws DataException if it cannot be made, or there is another
   */
  static Database create(Path file, Work<Boolean> first) {
    var database = connect(file, "rwc");
    boolean done = false;
    try {
      database.execute("PRAGMA journal_mode = WAL");
      database.write(connection -> {
        if (statements(connection).isEmpty()) {
          for (var statement : Schema.STATEMENTS) {
            execute(connection, statement);
          }
          execute(connection, "PRAGMA application_id = " + Schema.APPLICATION);
          execute(connection, "PRAGMA user_version = " + Schema.VERSION);
          first.with(connection);
        }
        return true;
      });
      database.check();
      done = true;
      return database;
    } finally {
      if (!done) {
        database.close();
      }
    }
  }

  /**
   * Opens a database.
   *
   * @throws DataException if it is none of a collection's, or damaged
   */
  static Database open(Path file) {
    // Where nothing can be written, not even the files beside it that readers share, it cannot
    // change.
    var database = connect(file, Files.isWritable(file.getParent()) ? "rw" : "ro&immutable=1");
    boolean done = false;
    try {
      database.check();
      done = true;
      return database;
    } finally {
      if (!done) {
        database.close();
      }
    }
  }

  /** Whether a process was stopped while it made the database. */
  static boolean isBlank(Path file) {
    try (var database = connect(file, "rw")) {
      return database.read(Database::format).isBlank();
    }
  }

  private static Database connect(Path file, String mode) {
    SqliteLibrary.load();
    var config = new SQLiteConfig();
    config.setBusyTimeout(PATIENCE_MILLIS);
    Database database;
    try {
      database =
          new Database(
              file, config.createConnection("jdbc:sqlite:" + file.toUri() + "?mode=" + mode));
    } catch (SQLException e) {
      throw problem(file, e);
    }
    boolean done = false;
    try {
      // Commits wait for the disk; nothing in the file may call functions.
      database.execute("PRAGMA synchronous = FULL");
      database.execute("PRAGMA trusted_schema = OFF");
      database.execute("PRAGMA foreign_keys = ON");
      done = true;
      return database;
    } finally {
      if (!done) {
        database.close();
      }
    }
  }

  private void check() {
    var format = read(Database::format);
    if (format.isBlank()) {
      throw new DataException(
          file
              + ": is empty: 'earshot collect' was stopped before it had stored anything; start it again");
    }
    if (format.application != Schema.APPLICATION) {
      throw new DataException(
          file + ": is the database of another program; expected one that 'earshot collect' made");
    }
    if (format.version != Schema.VERSION) {
      throw new DataException(
          "%s: has format %s, this Earshot reads %s: use the Earshot that made it"
              .formatted(file, format.version, Schema.VERSION));
    }
    if (!format.statements.equals(new TreeSet<>(Schema.STATEMENTS))) {
      throw new DataException(
          file + ": does not have the tables of a collection: it was changed by another program");
    }
  }

  /**
   * What tells whose database this is.
   *
   * @param application the number of the program
   * @param version the number of its format
   * @param statements those that make its tables
   */
  private record Format(int application, int version, Set<String> statements) {
    boolean isBlank() {
      return application == 0 && statements.isEmpty();
    }
  }

  private static Format format(Connection connection) throws SQLException {
    return new Format(
        number(connection, "PRAGMA application_id"),
        number(connection, "PRAGMA user_version"),
        statements(connection));
  }

  private static Set<String> statements(Connection connection) throws SQLException {
    return new TreeSet<>(
        Rows.list(
            connection,
            "SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'",
            row -> row.getString(1)));
  }

  private static int number(Connection connection, String query) throws SQLException {
    return Rows.first(connection, query, row -> row.getInt(1)).orElseThrow();
  }

  private synchronized void execute(String statement) {
    try {
      execute(connection, statement);
    } catch (SQLException e) {
      throw problem(file, e);
    }
  }

  private static void execute(Connection connection, String text) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  /** Reads in one transaction: all that it reads is of one moment. */
  <T> T read(Work<T> work) {
    return transact("BEGIN", work);
  }

  /** Writes in one transaction: all or nothing. */
  <T> T write(Work<T> work) {
    return transact("BEGIN IMMEDIATE", work);
  }

  private synchronized <T> T transact(String begin, Work<T> work) {
    try {
      if (!connection.getAutoCommit()) {
        throw new IllegalStateException("a transaction is open");
      }
      execute(connection, begin);
      boolean done = false;
      try {
        T result = work.with(connection);
        execute(connection, "COMMIT");
        done = true;
        return result;
      } finally {
        if (!done) {
          rollBack();
        }
      }
    } catch (SQLException e) {
      throw problem(file, e);
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new DataException(
          "%s: holds a value that no Earshot writes (%s): it was changed by another program"
              .formatted(file, SafeText.line(String.valueOf(e.getMessage()))),
          e);
    } catch (NullPointerException | NoSuchElementException e) {
      // Damage to a row shows as missing values, whatever the table promises.
      throw new DataException(file + ": the database is damaged; restore it from a copy", e);
    }
  }

  /** Some failures have ended the transaction already. */
  private void rollBack() {
    try {
      execute(connection, "ROLLBACK");
    } catch (SQLException e) {
      // What made it fail is reported.
    }
  }

  private static DataException problem(Path file, SQLException e) {
    if (!(e instanceof SQLiteException known)) {
      return new DataException(file + ": " + SafeText.line(String.valueOf(e.getMessage())), e);
    }
    // The last byte is the kind of error, the others say more.
    var kind = SQLiteErrorCode.getErrorCode(known.getResultCode().code & 0xff);
    return new DataException(
        file
            + switch (kind) {
              case SQLITE_NOTADB -> ": is no database; expected one that 'earshot collect' made";
              case SQLITE_CORRUPT -> ": the database is damaged; restore it from a copy";
              case SQLITE_BUSY, SQLITE_LOCKED ->
                  ": another program has been writing there for %s s; wait until it ends"
                      .formatted(PATIENCE_MILLIS / 1000);
              case SQLITE_FULL -> ": the disk is full; nothing of the last step was stored";
              case SQLITE_READONLY -> ": cannot be written: it or its folder is read-only";
              case SQLITE_CANTOPEN -> ": cannot be opened";
              case SQLITE_IOERR -> ": cannot be read or written: the disk reports an error";
              default -> ": " + SafeText.line(String.valueOf(e.getMessage()));
            },
        e);
  }

  Path file() {
    return file;
  }

  @Override
  public synchronized void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw problem(file, e);
    }
  }
}
