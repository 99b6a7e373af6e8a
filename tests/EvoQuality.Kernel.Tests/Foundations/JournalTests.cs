using EvoQuality.Foundations;

namespace EvoQuality.Kernel.Tests;

public sealed class JournalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "deep", "lines.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_appended_is_there_for_a_reader_and_for_the_next_process()
    {
        using (var journal = new Journal<Line>(File))
        {
            journal.Append(new Line(1, 0.1 + 0.2), new Line(2, null));
            Assert.Equal([new Line(1, 0.1 + 0.2), new Line(2, null)], Journal.Read<Line>(File)); // while it is open
        }

        using var again = new Journal<Line>(File);
        again.Append(new Line(3, double.Epsilon));
        Assert.Equal([1, 2, 3], Journal.Read<Line>(File).Select(l => l.Number));
        Assert.Equal(again.Records, Journal.Read<Line>(File));
    }

    [Fact]
    public void A_line_is_plain_json_with_a_check()
    {
        using (var journal = new Journal<Line>(File)) journal.Append(new Line(7, 0.5));
        var line = System.Text.Json.JsonDocument.Parse(System.IO.File.ReadAllText(File)).RootElement;
        Assert.Equal((7, 0.5), (line.GetProperty("number").GetInt32(), line.GetProperty("value").GetDouble()));
        Assert.Equal(8, line.GetProperty("check").GetString()!.Length);
    }

    [Fact]
    public void A_line_torn_at_any_byte_is_dropped_and_written_anew()
    {
        using (var journal = new Journal<Line>(File)) journal.Append(new Line(1, 1), new Line(2, 2));
        var whole = System.IO.File.ReadAllBytes(File);
        var first = Array.IndexOf(whole, (byte)'\n') + 1;
        for (var length = first; length < whole.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            Assert.Single(Journal.Read<Line>(File));
            using (var journal = new Journal<Line>(File))
            {
                Assert.Single(journal.Records);
                journal.Append(new Line(2, 2));
            }

            Assert.Equal(whole, System.IO.File.ReadAllBytes(File));
        }
    }

    [Fact]
    public void A_line_that_was_changed_is_named()
    {
        using (var journal = new Journal<Line>(File)) journal.Append(new Line(1, 1), new Line(2, 2), new Line(3, 3));
        System.IO.File.WriteAllText(File, System.IO.File.ReadAllText(File).Replace("\"number\":2", "\"number\":9", StringComparison.Ordinal));
        var error = Assert.Throws<InvalidDataException>(() => new Journal<Line>(File));
        Assert.Equal($"{File}: line 2 does not fit its check; the file was changed or damaged after it was written.", error.Message);
        Assert.Throws<InvalidDataException>(() => Journal.Read<Line>(File));
    }

    [Fact]
    public void Cutting_takes_lines_off_the_end()
    {
        using var journal = new Journal<Line>(File);
        journal.Append(new Line(1, 1), new Line(2, 2), new Line(3, 3));
        journal.CutTo(1);
        journal.Append(new Line(4, 4));
        Assert.Equal([1, 4], Journal.Read<Line>(File).Select(l => l.Number));
        Assert.Throws<ArgumentOutOfRangeException>(() => journal.CutTo(3));
    }

    [Fact]
    public void A_full_disk_is_said_and_what_is_appended_when_there_is_room_again_is_whole()
    {
        using var disk = new SmallDisk(kibibytes: 64);
        var path = disk.Path("lines.jsonl");
        using (var journal = new Journal<Line>(path))
        {
            journal.Append(new Line(1, 1));
            var before = System.IO.File.ReadAllBytes(path);
            disk.Fill();
            Line[] many = [.. Enumerable.Range(2, 500).Select(i => new Line(i, i))]; // the first of them find room in the last page
            var error = Assert.Throws<IOException>(() => journal.Append(many));
            Assert.StartsWith($"{path}: 500 records could not be written after 1 (", error.Message, StringComparison.Ordinal);
            Assert.EndsWith("); those before are safe.", error.Message, StringComparison.Ordinal);
            Assert.Equal(before, System.IO.File.ReadAllBytes(path));
            disk.Empty();
            journal.Append(new Line(2, 2));
            disk.Fill();
            Assert.Throws<IOException>(() => journal.Append(many));
        } // and nothing is left to write

        Assert.Equal([1, 2], Journal.Read<Line>(path).Select(l => l.Number));
    }

    private sealed record Line(int Number, double? Value);
}
