package dev.kindred.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kindred.run.KindredException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablesTest {
  private static final String[] EXPECTED = {
    "TRAIN cat c/1.jpg", "TRAIN cat c/2.jpg", "TEST dog d/1.jpg"
  };

  @TempDir Path root;

  private Reading read(String table) throws IOException {
    Files.writeString(root.resolve("list.csv"), table);
    return Reads.of(root);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image,label,split\nc/1.jpg,cat,train\nc/2.jpg,cat,train\nd/1.jpg,dog,test\n",
        "filename,class,split\r\nc/1.jpg,cat,Train\r\nc/2.jpg,cat,TRAINING\r\nd/1.jpg,dog,testing\r\n",
        "\ufeffsplit;item_id;image_name\ntrain;cat;c/1.jpg\ntrain;cat;c/2.jpg\ntest;dog;d/1.jpg",
        "Set\tCategory\tFile Path\ntrain\tcat\tc/1.jpg\ntrain\tcat\tc/2.jpg\ntest\tdog\td/1.jpg",
        "partition , product_id , image_path\n train , cat , c/1.jpg \n train, cat ,c/2.jpg\ntest,dog, d/1.jpg",
        "\"filepath\",\"class_id\",\"set\"\n\"c/1.jpg\",\"cat\",\"train\"\n\"c/2.jpg\",cat,train\nd/1.jpg, \"dog\" ,test",
        "sep=;\nimg;target;subset\nc/1.jpg;cat;train\nc/2.jpg;cat;train\nd/1.jpg;dog;test",
        "c/1.jpg,cat,train\nc/2.jpg,cat,train\nd/1.jpg,dog,test\n",
        "c/1.jpg;cat;train\nc/2.jpg;cat;train\nd/1.jpg;dog;test\n",
        "path,species\nc/1.jpg,cat\nc/2.jpg,cat\nd/1.jpg,dog\n",
        "path,what it shows\nc/1.jpg,cat\nc/2.jpg,cat\nd/1.jpg,dog\n",
        "url,id,path,class,split\nx,1,c/1.jpg,cat,train\nx,2,c/2.jpg,cat,train\nx,3,d/1.jpg,dog,test",
        "path,class,class_id,split\nc/1.jpg,cat,0,train\nc/2.jpg,cat,0,train\nd/1.jpg,dog,1,test",
        "path,label,is_query,is_gallery\nc/1.jpg,cat,,\nc/2.jpg,cat,False,0\nd/1.jpg,dog,1,true",
        "label,path,split,is_query,is_gallery,category\ncat,c/1.jpg,train,,,a\ncat,c/2.jpg,train,,,a\n"
            + "dog,d/1.jpg,validation,True,True,a",
        "image;label;is_train\nc\\1.jpg;cat;1\nc\\2.jpg;cat;1\nd\\1.jpg;dog;0",
        "fname,labels,is_valid\nc/1.jpg,cat,False\nc/2.jpg,cat,False\nd/1.jpg,dog,True\n",
      })
  void tablesAsPeopleHaveThem(String table) throws IOException {
    assertThat(Reads.images(read(table))).containsExactly(EXPECTED);
  }

  @Test
  void lineBreaksAndSeparatorsInQuotes() throws IOException {
    Reading reading =
        read(
            "path,class\n\"a, b.jpg\",\"two\nlines \"\"x\"\"\"\nc.jpg,\"two\nlines \"\"x\"\"\"\nd.jpg,z\n");
    assertThat(reading.manifest().classNames()).containsExactly("two\nlines \"x\"", "z");
    assertThat(reading.manifest().images()).extracting(ImageRef::path).contains("a, b.jpg");
  }

  @Test
  void utf16OfASpreadsheet() throws IOException {
    String table = "\ufeffpath\tclass\tsplit\né/1.jpg\tcat\ttrain\né/2.jpg\tcat\ttrain\n";
    Files.write(root.resolve("list.tsv"), table.getBytes(StandardCharsets.UTF_16LE));
    assertThat(Reads.images(Reads.of(root)))
        .containsExactly("TRAIN cat é/1.jpg", "TRAIN cat é/2.jpg");
  }

  @Test
  void furtherColumnsAreNamed() throws IOException {
    assertThat(read("path,width,class,note\na.jpg,1,a,\nb.jpg,2,a,\n").warnings())
        .contains("of the table's columns these are not used: width, note");
  }

  @Test
  void whatIsNotClearIsRefused() throws IOException {
    bad(
        "image,file,label\na.jpg,b.jpg,c\n",
        "columns 'image' and 'file' could both be the image's path");
    bad(
        "picture of,animal\na.jpg,cat\n",
        "list.csv line 1 ('picture of, animal') is neither a header");
    bad(
        "path,width,height\na.jpg,1,2\n",
        "no column of path, width, height has a name that is known for the class");
    bad(
        "path,label,item_id\na,x,1\nb,x,2\n",
        "columns 'label' and 'item_id' could both be the class, and differ");
    bad("path,label,fold\na,x,0\nb,x,1\n", "split '0' is a number");
    bad(
        "path,label,is_query\na,x,maybe\n",
        "'maybe' in column 'is_query' is neither true nor false");
    bad("path,label\na.jpg,b,c\n", "list.csv line 2 has 3 columns instead of the header's 2");
    bad("path,label\n\"a.jpg,b\n", "close each quote");
    bad("path,label\nhttps://x.org/a.jpg,b\n", "is a URL of the web; download the images first");
    bad("path,label\n\"C:\\\\a.jpg\",b\n", "is absolute on Windows");
    bad("path,label\n" + "x".repeat(70_000) + ",b\n", "list.csv");
    bad("x".repeat(70_000), "characters");
  }

  private void bad(String table, String message) {
    assertThatThrownBy(() -> read(table))
        .as(message)
        .isInstanceOf(KindredException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void absolutePathsInsideTheFolder() throws IOException {
    Path link = root.resolveSibling(root.getFileName() + "-link");
    Files.createSymbolicLink(link, root);
    String lines =
        "path,class\n%s/a/1.jpg,a\nfile://%s/a/2.jpg,a\nfile:%s/b/1.jpg,b\nx/../b/2.jpg,b\n%s/b/3.jpg,b\n"
            .formatted(root, root, root, link);
    Files.writeString(root.resolve("list.csv"), lines);
    assertThat(Reads.of(link).manifest().images())
        .extracting(ImageRef::path)
        .containsExactly("a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg", "b/3.jpg");
    Files.delete(link);
  }

  @Test
  void pathsOutsideNeedTheKey() throws IOException {
    Files.writeString(
        root.resolve("list.csv"),
        "path,class\n/else/1.jpg,a\nfile:///else/2.jpg,a\n../3.jpg,b\nhdfs://h:1/4.jpg,b\n");
    assertThatThrownBy(() -> Reads.of(root))
        .hasMessage(
            "list.csv line 2: path '/else/1.jpg' is absolute and outside the data folder; move it"
                + " inside, or set kindred.data.outside = allow");
    assertThat(Reads.of(root, true).manifest().images())
        .extracting(ImageRef::path)
        .containsExactly(
            "/else/1.jpg", "/else/2.jpg", root.getParent() + "/3.jpg", "hdfs://h:1/4.jpg");
  }

  @Test
  void aPasswordInAListIsRefusedEvenThen() throws IOException {
    Files.writeString(root.resolve("list.csv"), "path,class\nftp://me:pw@h/1.jpg,a\n");
    assertThatThrownBy(() -> Reads.of(root, true))
        .hasMessageContaining("list.csv line 2")
        .hasMessageContaining("is a URL with a password, which every list of the store would show");
  }

  @Test
  void theValidationSplit() throws IOException {
    String train = "path,class,split\na,x,train\nb,x,train\n";
    assertThat(Reads.images(read(train + "c,y,val\nd,y,valid\ne,z,test\nf,z,dev\n")))
        .containsExactly(
            "TRAIN x a",
            "TRAIN x b",
            "VALIDATION y c",
            "VALIDATION y d",
            "TEST z e",
            "VALIDATION z f");
    assertThat(read(train + "c,y,val\nd,y,val\n").warnings())
        .singleElement()
        .asString()
        .startsWith(
            "there is no test split, so the validation images are the ones that are evaluated");
    Reading single = read(train + "c,y,val\nd,w,val\ne,z,test\n");
    assertThat(Reads.images(single)).containsExactly("TRAIN x a", "TRAIN x b", "TEST z e");
    assertThat(single.warnings())
        .singleElement()
        .asString()
        .contains("no class has two validation");
  }
}
