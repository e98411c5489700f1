package dev.earshot.codecs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InverseMdctTest {
  @ParameterizedTest
  @ValueSource(ints = {8, 64, 256, 2048})
  void isTheSumOfItsDefinition(int n) {
    var random = new Random(n);
    var in = new float[n / 2];
    for (int k = 0; k < in.length; k++) {
      in[k] = random.nextFloat() - 0.5f;
    }
    var expected = new double[n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < in.length; k++) {
        expected[i] += in[k] * Math.cos(2 * Math.PI / n * (i + 0.5 + n / 4.0) * (k + 0.5));
      }
    }
    var actual = new double[n];
    new InverseMdct(n).transform(in, actual);
    assertArrayEquals(expected, actual, 1e-9);
  }
}
