package dev.earshot.format;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.earshot.DataException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads records from JSON strictly: an object must have exactly one field for each component of the
 * record, and each field must have the component's type. Components may be records, enums (by the
 * name of the constant), {@code int}, {@code long}, {@code double}, {@code boolean}, strings and
 * lists of these.
 */
public final class JsonRecord {
  private final String where;

  private JsonRecord(String where) {
    this.where = where;
  }

  /**
   * Reads a record.
   *
   * @param type the class of the record
   * @param json the text
   * @param where the name of the source, for messages
   * @throws DataException if the text is not JSON, or a field is missing, unknown, of another type
   *     or refused by the record's constructor; the message names the field
   */
  public static <R extends Record> R read(Class<R> type, String json, String where)
      throws DataException {
    JsonElement parsed;
    try {
      parsed = JsonParser.parseString(json);
    } catch (JsonParseException e) {
      throw new DataException(
          where + ": not JSON: " + e.getMessage().lines().findFirst().orElse(""), e);
    }
    return type.cast(new JsonRecord(where).record(type, parsed, ""));
  }

  private Object record(Class<?> type, JsonElement given, String path) throws DataException {
    if (!(given instanceof JsonObject object)) {
      throw wrong(path, given, "an object");
    }
    RecordComponent[] components = type.getRecordComponents();
    List<String> names = Arrays.stream(components).map(RecordComponent::getName).toList();
    for (String field : object.keySet()) {
      if (!names.contains(field)) {
        throw new DataException(
            "%s: unknown field '%s'; expected: %s"
                .formatted(where, inner(path, field), String.join(", ", names)));
      }
    }
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      String field = inner(path, names.get(i));
      if (!object.has(names.get(i))) {
        throw new DataException("%s: field '%s' is missing".formatted(where, field));
      }
      types[i] = components[i].getType();
      values[i] = value(components[i].getGenericType(), object.get(names.get(i)), field);
    }
    return construct(type, types, values, path);
  }

  private Object construct(Class<?> type, Class<?>[] types, Object[] values, String path)
      throws DataException {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      String place = path.isEmpty() ? "" : "field '" + path + "': ";
      throw new DataException(where + ": " + place + e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record that cannot be made: " + type, e);
    }
  }

  private Object value(Type type, JsonElement given, String path) throws DataException {
    if (type instanceof ParameterizedType list) {
      if (!(given instanceof JsonArray array)) {
        throw wrong(path, given, "a list");
      }
      Type inner = list.getActualTypeArguments()[0];
      List<Object> values = new ArrayList<>();
      for (int i = 0; i < array.size(); i++) {
        // Most values are such numbers, and a path for each of them would take as long as all else.
        double plain = inner == Double.class ? number(array.get(i)) : Double.NaN;
        values.add(
            Double.isFinite(plain) ? plain : value(inner, array.get(i), path + "[" + i + "]"));
      }
      return List.copyOf(values);
    }
    Class<?> wanted = (Class<?>) type;
    if (wanted.isRecord()) {
      return record(wanted, given, path);
    }
    if (wanted.isEnum()) {
      for (Object constant : wanted.getEnumConstants()) {
        if (given.equals(new JsonPrimitive(((Enum<?>) constant).name()))) {
          return constant;
        }
      }
      throw wrong(path, given, "one of " + Arrays.toString(wanted.getEnumConstants()));
    }
    if (wanted == boolean.class) {
      return primitive(given, JsonPrimitive::isBoolean, path, "true or false").getAsBoolean();
    }
    if (wanted == String.class) {
      return primitive(given, JsonPrimitive::isString, path, "a string").getAsString();
    }
    return number(wanted, primitive(given, JsonPrimitive::isNumber, path, "a number"), path);
  }

  /** The number; NaN if it is none. */
  private static double number(JsonElement given) {
    return given instanceof JsonPrimitive primitive && primitive.isNumber()
        ? primitive.getAsDouble()
        : Double.NaN;
  }

  private Object number(Class<?> wanted, JsonPrimitive given, String path) throws DataException {
    if (wanted == double.class || wanted == Double.class) {
      double value = given.getAsDouble();
      if (!Double.isFinite(value)) {
        throw wrong(path, given, "a finite number");
      }
      return value;
    }
    try {
      long value = whole(given);
      if (wanted == int.class || wanted == Integer.class) {
        return Math.toIntExact(value);
      }
      return value;
    } catch (ArithmeticException | NumberFormatException e) {
      throw wrong(path, given, "a whole number of type " + wanted);
    }
  }

  /** Reads plain digits without {@link java.math.BigDecimal}, which takes Java long to load. */
  private static long whole(JsonPrimitive given) {
    try {
      return Long.parseLong(given.getAsString());
    } catch (NumberFormatException e) {
      return given.getAsBigDecimal().longValueExact();
    }
  }

  private JsonPrimitive primitive(
      JsonElement given, Predicate<JsonPrimitive> right, String path, String expected)
      throws DataException {
    if (given instanceof JsonPrimitive primitive && right.test(primitive)) {
      return primitive;
    }
    throw wrong(path, given, expected);
  }

  private DataException wrong(String path, JsonElement given, String expected) {
    String subject = path.isEmpty() ? "this" : "field '" + path + "'";
    String found = given.toString();
    String shown = found.length() > 60 ? found.substring(0, 60) + "..." : found;
    return new DataException(
        "%s: %s is %s, expected %s".formatted(where, subject, shown, expected));
  }

  private static String inner(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
