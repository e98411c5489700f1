package dev.earshot.collection;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Queries and changes of a database, in one call each. Values are bound in their order. */
final class Rows {
  private Rows() {}

  /** Reads one row of a result. */
  @FunctionalInterface
  interface Reader<T> {
    /** Reads the row at which the result stands. */
    T read(ResultSet row) throws SQLException;
  }

  /** All rows of a query. */
  static <T> List<T> list(Connection connection, String query, Reader<T> reader, Object... values)
      throws SQLException {
    try (var statement = bound(connection, query, values);
        var rows = statement.executeQuery()) {
      var all = new ArrayList<T>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  /**
   * All rows of a query, by their keys.
   *
   * @throws IllegalArgumentException if two rows have one key, whatever the table promises
   */
  static <K, V> Map<K, V> map(Connection connection, String query, Reader<Map.Entry<K, V>> reader)
      throws SQLException {
    var map = new HashMap<K, V>();
    for (var entry : list(connection, query, reader)) {
      if (map.put(entry.getKey(), entry.getValue()) != null) {
        throw new IllegalArgumentException("two rows of " + entry.getKey());
      }
    }
    return map;
  }

  /** The first row of a query, if there is one. */
  static <T> Optional<T> first(
      Connection connection, String query, Reader<T> reader, Object... values) throws SQLException {
    try (var statement = bound(connection, query, values);
        var rows = statement.executeQuery()) {
      return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
    }
  }

  /**
   * A whole number of a row.
   *
   * @throws IllegalArgumentException if it has more than 32 bits
   */
  static int whole(ResultSet row, int column) throws SQLException {
    long value = row.getLong(column);
    if (value != (int) value) {
      throw new IllegalArgumentException("the number " + value);
    }
    return (int) value;
  }

  /** Changes rows. */
  static void update(Connection connection, String change, Object... values) throws SQLException {
    try (var statement = bound(connection, change, values)) {
      statement.executeUpdate();
    }
  }

  private static PreparedStatement bound(Connection connection, String text, Object... values)
      throws SQLException {
    var statement = connection.prepareStatement(text);
    boolean done = false;
    try {
      bind(statement, values);
      done = true;
      return statement;
    } finally {
      if (!done) {
        statement.close();
      }
    }
  }

  /** Binds values to a statement; an empty {@link Optional} is NULL. */
  static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(
          i + 1, values[i] instanceof Optional<?> maybe ? maybe.orElse(null) : values[i]);
    }
  }
}
