using System.Globalization;
using EvoQuality.Datasets;
using EvoQuality.Evaluation;

namespace EvoQuality.Kernel.Tests;

public sealed class LabelFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_manifest_has_deviations_parts_and_references_where_it_gives_them()
    {
        var file = _folder.Text("m.csv", "reference,name,mos,std,split\nr.png,a.png,1.5,0.5,train\n,\"b, c.png\",4,,test\n");
        Assert.Equal(
            [new Label("a.png", 1.5, 0.5, "r.png", "train", 2, file), new Label("b, c.png", 4, null, null, "test", 3, file)], LabelFile.Read(file));
    }

    [Fact]
    public void Blanks_around_quotes_are_not_part_of_a_cell_and_those_within_are()
    {
        var file = _folder.Text("m.csv", "\"name\" , \"mos\"\n\"a .png\" ,3\n \"b.png\"\t, 4 \n");
        Assert.Equal([("a .png", 3.0), ("b.png", 4.0)], LabelFile.Read(file).Select(l => (l.Image, l.Mos)));
    }

    [Fact]
    public void Marks_of_byte_order_Windows_line_ends_and_Windows_paths_are_understood()
    {
        var file = _folder.File("w.csv");
        File.WriteAllText(file, "name,mos\r\n.\\sub\\a.png,2\r\n\r\nb.png, 3 \r\n", new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Equal(["sub/a.png", "b.png"], LabelFile.Read(file).Select(l => l.Image));
        Assert.Equal([2, 4], LabelFile.Read(file).Select(l => l.Line));
        File.WriteAllText(file, "name,mos\na.png,2\n", System.Text.Encoding.Unicode);
        Assert.Equal("a.png", LabelFile.Read(file)[0].Image);
    }

    [Fact]
    public void A_program_with_commas_in_its_numbers_reads_the_same()
    {
        var here = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NumberGroupSeparator) = (",", " ");
        try
        {
            CultureInfo.CurrentCulture = commas;
            File.WriteAllText(_folder.File("mos.txt"), "a.jpg 3.5 0.25\n");
            var label = Assert.Single(LabelFile.Read(_folder.File("mos.txt")));
            Assert.Equal(("a.jpg", 3.5, 0.25, null), (label.Image, label.Mos, label.Std, label.Reference));
            Assert.Equal("0.750", ReportCell.Number(0.75).Text);
        }
        finally
        {
            CultureInfo.CurrentCulture = here;
        }
    }

    [Fact]
    public void Text_of_the_kits_is_told_apart()
    {
        Assert.Equal(("a.jpg", 3.5, 0.25, null), Of("mos.txt", "a.jpg 3.5 0.25\n"));
        Assert.Equal(("a.jpg", 3.5, null, null), Of("plain.txt", "a.jpg 3.5\n"));
        Assert.Equal(("d.png", 4.57, 0.7, "r.png"), Of("ref.txt", "r.png d.png 4.57 0.7\n"));
        Assert.Equal(("d.png", 4.57, null, "r.png"), Of("two.txt", "r.png d.png 4.57\n"));
        Assert.Equal(("x/a b.JPG", 2, 1, null), Of("tabs.txt", "x/a b.JPG\t2\t1\n"));
        Assert.Equal(("x.png", 2, null, null), Of("words.txt", "x.png\t2\twhite noise\tanimal\n"));
        Assert.Equal(("P/a.bmp", 1520.5, null, "P/r.bmp"), Of("comma.txt", "dis_img_path,dis_type,ref_img_path,score\nP/a.bmp,x,P/r.bmp,1520.5\n"));
        Assert.Equal(("i/a.jpg", 68.7, null, null), Of("deqa.json", """[{"id": "a.jpg->68.7", "image": "i/a.jpg", "gt_score": 68.7}]"""));
        Assert.Equal(("a.jpg", 0.96, null, null), Of("agi.json", """[{"img_path": "a.jpg", "gt_score": "0.96"}]"""));
        Assert.Equal(("k/I66.png", 4.63, null, null), Of("id.json", """[{"id": "I66.png->4.63", "image": "k/I66.png"}]"""));
        Assert.Equal(
            ("a.jpg", 4.5, null, null),
            Of("r1.jsonl", """{"id": 1, "image": ["a.jpg"], "conversations": [{"from": "human", "value": "?"}, {"from": "gpt", "value": 4.5}]}"""));
        Assert.Equal(("a.jpg", 4.5, 0.5, "r.jpg"), Of("own.jsonl", """{"name": "a.jpg", "mos": 4.5, "std": 0.5, "reference": "r.jpg"}"""));
    }

    [Fact]
    public void Parquet_of_pyarrow_is_read()
    {
        var labels = LabelFile.Read(LabelFixture.Path("manifest.parquet"));
        Assert.Equal([("a.png", 1.5, 0.5, "train"), ("sub/b.png", 4.25, null, "test"), ("c.png", 3, 0.25, null)], labels.Select(l => (l.Image, l.Mos, l.Std, l.Split)));
    }

    [Theory]
    [InlineData("m.csv", "name,quality\na.png,1\n", "line 1: expected a column 'mos', found the columns 'name,quality'")]
    [InlineData("m.csv", "mos,std\n1,1\n", "line 1: expected a column 'image', found the columns 'mos,std'")]
    [InlineData("m.csv", "", "line 1: expected a header, found an empty file")]
    [InlineData("m.csv", "name,mos\na.png,1\nb.png,NaN\n", "line 3, column 2: expected a number as MOS, found 'NaN'")]
    [InlineData("m.csv", "name,mos\na.png,1\n\nb.png,inf\n", "line 4, column 2: expected a number as MOS, found 'inf'")]
    [InlineData("m.csv", "name,mos\na.png,1\nA.PNG,2\n", "line 3: expected each image once, found A.PNG again, first in line 2")]
    [InlineData("m.csv", "name,mos\nsub\\a.png,1\nsub/a.png,2\n", "line 3: expected each image once")]
    [InlineData("m.csv", "name,mos\n../a.png,1\n", "line 2, column 1: expected a name inside the folder of pictures, found '../a.png'")]
    [InlineData("m.csv", "name,mos\nx/..\\..\\a.png,1\n", "line 2, column 1: expected a name inside the folder of pictures")]
    [InlineData("m.csv", "name,mos\n/etc/a.png,1\n", "line 2, column 1: expected a name inside the folder of pictures")]
    [InlineData("m.csv", "name,mos\nC:\\a.png,1\n", "line 2, column 1: expected a name inside the folder of pictures")]
    [InlineData("m.csv", "name,mos\na.png\n", "line 2, column 2: expected a number as MOS, found 1 columns: 'a.png'")]
    [InlineData("m.csv", "name,mos\n,1\n", "line 2, column 1: expected an image name, found an empty cell")]
    [InlineData("m.csv", "name,mos\n\"a.png,1\n", "line 2: expected a closing quote, found the end of the file")]
    [InlineData("m.csv", "name,mos,std\na.png,1,x\n", "line 2, column 3: expected a number as standard deviation, found 'x'")]
    [InlineData("m.txt", "r.png d.png\n", "line 1, column 2: expected a number as MOS, found 'd.png'")]
    [InlineData("m.txt", "", "line 1: expected labels, found an empty file")]
    [InlineData("m.json", "[{\"image\": \"a.png\"\n, \"gt_score\": 1", "line 2, column ")]
    [InlineData("m.json", "{}", "line 1: expected an array of pictures, found Object")]
    [InlineData("m.json", "[{\"image\": \"a.png\", \"gt_score\": 1}, {\"image\": \"b.png\"}]", "line 2, key 'gt_score': expected the picture's score, found no such key")]
    [InlineData("m.json", "[{\"image\": \"a.png\", \"gt_score\": \"x\"}]", "line 1, key 'gt_score': expected a number, found 'x'")]
    [InlineData("m.json", "[{\"image\": \"../a.png\", \"gt_score\": 1}]", "line 1, key 'image': expected a name inside the folder of pictures")]
    [InlineData("m.jsonl", "{\"name\": \"a.png\", \"mos\": 1}\n\n{\"name\": \"b.png\", \"mos\": }\n", "line 3, column 26: expected JSON")]
    [InlineData("m.jsonl", "{\"image\": [\"a.png\", \"b.png\"], \"mos\": 1}\n", "line 1, key 'image': expected one text")]
    [InlineData("m.jsonl", "{\"image\": \"a.png\", \"conversations\": []}\n", "line 1, key 'conversations': expected an answer from 'gpt', found none")]
    [InlineData("m.jsonl", "{\"image\": \"a.png\", \"conversations\": {}}\n", "line 1, key 'conversations': expected an array, found {}")]
    [InlineData("m.jsonl", "{\"image\": \"a.png\", \"conversations\": [1, {\"from\": 1}]}\n", "line 1, key 'conversations': expected an answer from 'gpt', found none")]
    [InlineData("m.jsonl", "{\"image\": \"a.png\", \"conversations\": [{\"from\": \"gpt\"}]}\n", "line 1, key 'value': expected the picture's score, found no such key")]
    public void Faults_name_the_file_the_line_and_the_column(string name, string text, string expected)
    {
        var file = _folder.Text(name, text);
        var message = LabelFixture.Refused(() => LabelFile.Read(file)).Message;
        Assert.StartsWith(file, message);
        Assert.Contains(expected, message);
    }

    [Theory]
    [InlineData("spaq.xlsx")]
    [InlineData("manifest.parquet")]
    public void Truncated_workbooks_and_Parquet_files_are_refused_wherever_they_end(string name)
    {
        var whole = File.ReadAllBytes(LabelFixture.Path(name));
        var path = _folder.File(name);
        for (var length = 0; length < whole.Length; length += 37)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.StartsWith(path, LabelFixture.Refused(() => LabelFile.Read(path)).Message);
        }
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("none.csv", Assert.Throws<FileNotFoundException>(() => LabelFile.Read(_folder.File("none.csv"))).Message);

    private (string Image, double Mos, double? Std, string? Reference) Of(string name, string text)
    {
        var label = Assert.Single(LabelFile.Read(_folder.Text(name, text)));
        return (label.Image, label.Mos, label.Std, label.Reference);
    }
}
