using System.Buffers.Binary;
using System.Text;
using EvoQuality.Weights;
using static TorchSharp.torch;

namespace EvoQuality.Kernel.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("model.safetensors");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Every_type_comes_back_as_it_went(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var values = (arange(24, dtype: ScalarType.Float32) * 1.3 % 7).view(2, 3, 4).to_type(type);
        SafetensorsWriter.Write(Path, [("first", values), ("second", values.transpose(0, 2)), ("none", values[..0]), ("one", values[1, 1, 1])]);

        using var file = SafetensorsFile.Open(Path);
        Assert.Equal(["first", "none", "one", "second"], file.Entries.Keys.Order());
        foreach (var (name, expected) in new[] { ("first", values), ("second", values.transpose(0, 2)), ("none", values[..0]), ("one", values[1, 1, 1]) })
        {
            var read = file.Read(name);
            Assert.Equal((type, true), (read.dtype, read.shape.SequenceEqual(expected.shape)));
            Assert.True(read.equal(expected).all().item<bool>(), name);
        }
    }

    [Fact]
    public void The_layout_is_the_published_one()
    {
        using var values = tensor(new[] { 1f, -2f });
        SafetensorsWriter.Write(Path, [("a", values)]);

        var bytes = File.ReadAllBytes(Path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        Assert.Equal(0, (8 + length) % 8);
        Assert.Equal(
            """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal([0, 0, 128, 63, 0, 0, 0, 192], bytes[(8 + length)..]);
    }

    [Fact]
    public void Every_truncation_is_found_when_the_file_is_opened()
    {
        using var values = ones(4);
        SafetensorsWriter.Write(Path, [("a", values)]);
        var whole = File.ReadAllBytes(Path);
        foreach (var length in Enumerable.Range(0, whole.Length))
        {
            File.WriteAllBytes(Path, whole[..length]);
            var fault = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(Path));
            Assert.StartsWith($"{Path}: the weight file is truncated", fault.Message);
            Assert.EndsWith($"found {length}.", fault.Message);
        }
    }

    [Theory]
    [InlineData("not json at all")]
    [InlineData("[1, 2]")]
    [InlineData("""{"a": 5}""")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1]}}""")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}""")]
    [InlineData("""{"a": {"dtype": "F32", "shape": ["x"], "data_offsets": [0, 4]}}""")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1.5], "data_offsets": [0, 4]}}""")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}}""")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}}""")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [-1, -1], "data_offsets": [0, 4]}}""")]
    [InlineData("""{"a": {"dtype": "F8_E4M3", "shape": [4], "data_offsets": [0, 4]}}""")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""")]
    public void A_garbled_header_is_refused_by_name(string header)
    {
        WriteRaw(header, new byte[16]);
        Assert.StartsWith($"{Path}: ", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(Path)).Message);
    }

    [Theory]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", 4, "tensor b should start at byte")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""", 8, "tensor b should start at byte")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "b": {"dtype": "F32", "shape": [1], "data_offsets": [8, 12]}}""", 12, "tensor b should start at byte")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}""", 8, "where the header ends")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", 9, "5 bytes follow the last tensor")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}""", 4, "should take 4 bytes, but its offsets are 4 and 0")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [0], "data_offsets": [-9223372036854775808, -9223372036854775808]}}""", 0, "should take 0 bytes")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 0]}}""", 0, "impossible shape (4294967296, 4294967296)")]
    [InlineData("""{"a": {"dtype": "F32", "shape": [0, 9223372036854775807, 3], "data_offsets": [0, 0]}}""", 0, "impossible shape (0, 9223372036854775807, 3)")]
    [InlineData("""{"a": {"dtype": "U8", "shape": [9223372036854775807], "data_offsets": [0, 9223372036854775807]}}""", 0, "truncated")]
    [InlineData("""{"a": {"dtype": null, "shape": [1], "data_offsets": [0, 4]}}""", 4, "unsupported type")]
    [InlineData("""{"\ud800": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}""", 4, "does not read")]
    public void Tensors_that_cannot_be_where_the_header_says_are_refused(string header, int bytes, string expected)
    {
        WriteRaw(header, new byte[bytes]);
        Assert.Contains(expected, Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(Path)).Message);
    }

    [Fact]
    public void A_header_may_be_neither_deep_nor_longer_than_the_file()
    {
        WriteRaw(new string('[', 100_000), []);
        Assert.Contains("does not read", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(Path)).Message);
        var bytes = new byte[64];
        foreach (var length in new[] { 57, 99_999_999, 100_000_001, long.MaxValue, -1 })
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, length);
            File.WriteAllBytes(Path, bytes);
            Assert.Matches("truncated|its header length reads", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(Path)).Message);
        }
    }

    [Fact]
    public void Tensors_longer_than_a_piece_are_read_and_written_whole()
    {
        using var scope = NewDisposeScope();
        var length = (SafetensorsFile.PieceBytes * 2 / 4) + 3;
        var values = arange(length, dtype: ScalarType.Float32);
        SafetensorsWriter.Write(Path, [("first", values[..1]), ("a", values.view(1, -1)), ("last", values[..2])]);
        using var file = SafetensorsFile.Open(Path);
        Assert.True(file.Read("a").equal(values).all().item<bool>());
        Assert.True(file.Read("a", ScalarType.Float64).equal(values.to_type(ScalarType.Float64)).all().item<bool>());
        Assert.True(file.Map("a").equal(values).all().item<bool>());
        Assert.Equal(1, file.Read("last")[1].item<float>());
        Assert.Throws<ArgumentException>(() => file.ReadInto("a", zeros(length)));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Bool)]
    public void A_mapped_tensor_outlives_its_file_and_never_changes_it(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var values = (arange(24, dtype: ScalarType.Float32) % 2).view(2, 3, 4).to_type(type);
        SafetensorsWriter.Write(Path, [("a", values), ("none", values[..0]), ("b", values[1])]);
        var before = File.ReadAllBytes(Path);
        Tensor a, b, none;
        using (var file = SafetensorsFile.Open(Path)) (a, b, none) = (file.Map("a"), file.Map("b"), file.Map("none"));
        Assert.Equal((type, 0L), (none.dtype, none.NumberOfElements));
        a.logical_not_();
        Assert.Equal(before, File.ReadAllBytes(Path));
        File.Delete(Path);
        Assert.True(a.equal(values.logical_not().to_type(type)).all().item<bool>());
        Assert.True(b.equal(values[1]).all().item<bool>());
    }

    [Fact]
    public void A_tensor_off_its_alignment_is_read_instead_of_mapped()
    {
        const string Header = """{"byte": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}, "a": {"dtype": "F32", "shape": [2], "data_offsets": [1, 9]}}""";
        WriteRaw(Header, [7, 0, 0, 128, 63, 0, 0, 0, 192]);
        using var file = SafetensorsFile.Open(Path);
        using var values = file.Map("a");
        Assert.Equal([1f, -2f], values.data<float>().ToArray());
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        File.WriteAllText(Path, "PK this is a zip file, or a web page that says 404");
        Assert.Contains("expected a safetensors file", Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(Path)).Message);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.Contains(Path, Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(Path)).Message);
        WriteRaw("{}", []);
        using var file = SafetensorsFile.Open(Path);
        Assert.Equal($"{Path}: expected a tensor named a, but the file has none.", Assert.Throws<KeyNotFoundException>(() => file.Read("a")).Message);
    }

    [Fact]
    public void What_cannot_be_written_leaves_the_old_file_and_no_other()
    {
        using var scope = NewDisposeScope();
        var values = ones(3);
        SafetensorsWriter.Write(Path, [("a", values)]);
        var before = File.ReadAllBytes(Path);

        Assert.Contains("b is of type", Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(Path, [("a", values), ("b", zeros(2, dtype: ScalarType.ComplexFloat32))])).Message);
        Assert.Contains("a is given twice", Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(Path, [("a", values), ("a", values)])).Message);
        var gone = ones(3);
        gone.Dispose();
        Assert.ThrowsAny<Exception>(() => SafetensorsWriter.Write(Path, [("a", values), ("b", gone)]));

        Assert.Equal(before, File.ReadAllBytes(Path));
        Assert.Equal([Path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Nothing_is_left_alive()
    {
        using var values = ones(3, 4).requires_grad_();
        NoLeaks.Check(() => SafetensorsWriter.Write(Path, [("a", values)]));
        NoLeaks.Check(() =>
        {
            using var file = SafetensorsFile.Open(Path);
            file.Read("a").Dispose();
            file.Read("a", ScalarType.BFloat16).Dispose();
            file.Map("a").Dispose();
            Assert.Throws<KeyNotFoundException>(() => file.Read("b"));
        });
        NoLeaks.Check(() =>
        {
            using var file = SafetensorsFile.Open(Path);
            file.Dispose();
            Assert.Throws<ObjectDisposedException>(() => file.Read("a"));
        });
    }

    private void WriteRaw(string header, byte[] data)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, Encoding.UTF8.GetByteCount(header));
        File.WriteAllBytes(Path, [.. prefix, .. Encoding.UTF8.GetBytes(header), .. data]);
    }
}
