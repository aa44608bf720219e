package dev.kindred.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PicturePageTest {
  private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0};

  @Test
  void everythingFromOutsideIsEscapedAndNothingIsFetched() {
    String hostile = "<script>alert('x')</script>\" onload=\"x";
    PictureGroup group =
        new PictureGroup(
            hostile,
            hostile,
            List.of(
                new PictureGroup.Shown(new InlinePicture(JPEG, hostile), hostile, true),
                new PictureGroup.Shown(new InlinePicture(JPEG, "plain"), "", false)));
    String page = PicturePage.html(hostile, List.of(hostile), List.of(group));
    assertThat(page).doesNotContain("<script").doesNotContain("\" onload").doesNotContain("http");
    assertThat(page).contains("<figure class=\"lead\"><img src=\"data:image/jpeg;base64,");
    assertThat(page).contains("alt=\"plain\"><figcaption>plain</figcaption>");
    assertThat(page).contains("prefers-color-scheme: dark");
  }
}
