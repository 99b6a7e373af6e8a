using EvoQuality.Datasets.Tables;

namespace EvoQuality.Kernel.Tests;

public sealed class MatFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("live-plain")]
    [InlineData("live-packed")]
    public void Cells_of_names_and_rows_of_numbers_are_scipys(string folder)
    {
        string[] names = ["t1.bmp", "t7.bmp", "3.bmp", "10.JPG", "11.JPG", "1012.bmp"];
        Assert.Equal(names, MatFile.Open(LabelFixture.Path($"{folder}/AllImages_release.mat")).Texts("AllImages_release"));
        Assert.Equal([63.96, 25.33, 32.5, 66.25, 44.125, 90.0], MatFile.Open(LabelFixture.Path($"{folder}/AllMOS_release.mat")).Numbers("AllMOS_release"));
    }

    [Fact]
    public void Every_numeric_type_is_read()
    {
        var mat = MatFile.Open(LabelFixture.Path("kinds.mat"));
        foreach (var type in new[] { "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float32" })
            Assert.Equal([1, 2, 100], mat.Numbers($"v_{type}"));
        Assert.Equal([-1.5, 2.25], mat.Numbers("negative"));
        Assert.Equal([1, 3, 2, 4], mat.Numbers("matrix")); // columns first
        Assert.Empty(mat.Numbers("empty"));
    }

    [Fact]
    public void Other_kinds_and_missing_names_are_told()
    {
        var mat = MatFile.Open(LabelFixture.Path("kinds.mat"));
        Assert.Contains("expected numbers in text", LabelFixture.Refused(() => mat.Numbers("text")).Message);
        Assert.Contains("expected a text in nested{2}", LabelFixture.Refused(() => mat.Texts("nested")).Message);
        Assert.Contains("expected a variable nothing, found ", LabelFixture.Refused(() => mat.Numbers("nothing")).Message);
    }

    [Theory]
    [InlineData("live-plain/AllImages_release.mat")]
    [InlineData("live-packed/AllImages_release.mat")]
    [InlineData("kinds.mat")]
    public void A_truncated_file_is_refused_wherever_it_ends(string name)
    {
        var whole = File.ReadAllBytes(LabelFixture.Path(name));
        var (path, variable) = (_folder.File("short.mat"), Path.GetFileNameWithoutExtension(name));
        for (var length = 0; length < whole.Length - 8; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            if (name == "kinds.mat")
            {
                try
                {
                    MatFile.Open(path); // it may end between two variables
                }
                catch (InvalidDataException e)
                {
                    Assert.StartsWith(path, e.Message);
                }
            }
            else
            {
                Assert.StartsWith(path, LabelFixture.Refused(() => MatFile.Open(path).Texts(variable)).Message);
            }
        }
    }

    [Fact]
    public void Damaged_bytes_never_end_in_another_exception()
    {
        var whole = File.ReadAllBytes(LabelFixture.Path("kinds.mat"));
        var path = _folder.File("damaged.mat");
        for (var at = 128; at < whole.Length; at++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[at] ^= 0xff;
            File.WriteAllBytes(path, bytes);
            try
            {
                MatFile.Open(path);
            }
            catch (InvalidDataException e)
            {
                Assert.StartsWith(path, e.Message);
            }
        }
    }

    [Fact]
    public void Newer_and_foreign_files_are_named()
    {
        File.WriteAllBytes(_folder.File("new.mat"), [.. "MATLAB 7.3 MAT-file"u8, .. new byte[200]]);
        Assert.Contains("MATLAB 7.3 (HDF5); save it again with -v7", LabelFixture.Refused(() => MatFile.Open(_folder.File("new.mat"))).Message);
        File.WriteAllBytes(_folder.File("text.mat"), new byte[200]);
        Assert.Contains("byte 126: expected a little-endian level 5 MAT-file", LabelFixture.Refused(() => MatFile.Open(_folder.File("text.mat"))).Message);
        Assert.Throws<FileNotFoundException>(() => MatFile.Open(_folder.File("none.mat")));
    }
}
