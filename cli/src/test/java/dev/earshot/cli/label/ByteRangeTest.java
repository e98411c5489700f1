package dev.earshot.cli.label;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ByteRangeTest {
  private static Optional<ByteRange> of(String header) {
    return ByteRange.of(header, 10);
  }

  @Test
  void oneStretchIsRead() {
    assertEquals(Optional.of(new ByteRange(0, 9)), of("bytes=0-"));
    assertEquals(Optional.of(new ByteRange(2, 5)), of("bytes=2-5"));
    assertEquals(Optional.of(new ByteRange(2, 9)), of("bytes=2-500"));
    assertEquals(Optional.of(new ByteRange(7, 9)), of("bytes=-3"));
    assertEquals(Optional.of(new ByteRange(0, 9)), of("bytes=-300"));
  }

  @Test
  void whatIsNotThereHasNoLength() {
    for (var header : new String[] {"bytes=10-", "bytes=10-12", "bytes=5-4", "bytes=-0"}) {
      assertEquals(true, of(header).orElseThrow().length() <= 0, header);
    }
  }

  @Test
  void anythingElseMeansAll() {
    for (var header :
        new String[] {
          "", "bytes=", "bytes=-", "bytes=a-b", "bytes=1-2,4-5", "items=1-2", "bytes=99999999999-"
        }) {
      assertEquals(Optional.empty(), of(header), header);
    }
  }
}
