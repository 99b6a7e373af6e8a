using System.Buffers.Binary;
using System.Text;
using EvoQuality.Foundations;
using EvoQuality.Qwen25VL;
using EvoQuality.Weights;

namespace EvoQuality.Kernel.Tests;

/// <summary>
/// Valid files with seeded damage: whatever the damage, reading either works or says InvalidDataException (or that a file is
/// missing), and allocates no more than the small files warrant.
/// </summary>
public sealed class HostileFilesTests : IDisposable
{
    private const int Cases = 1000;
    private const long MostBytes = 4_000_000; // managed memory of one case; the files have under 200 kB

    private static readonly string[] Snippets =
    [
        "0", "-1", "1", "4", "9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e999", "1.5", "2147483647", "null", "true",
        "[]", "{}", "\"\"", "\"F32\"", "\"F64\"", "\"\\ud800\"", "[0,0]", "[[[[", "\"../x\"", ",", ":", "\"a\":", "{\"a\":", "]", "}",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_damaged_weight_file_reads_or_is_refused()
    {
        var whole = File.ReadAllBytes(Fixture("layers.safetensors"));
        var path = _folder.File("x.safetensors");
        var refused = Run(SeedTree("weights"), source =>
        {
            File.WriteAllBytes(path, DamagedWeights(whole, source));
            using var file = SafetensorsFile.Open(path);
            foreach (var name in file.Entries.Keys.Take(3))
            {
                file.Read(name).Dispose();
                file.Map(name).Dispose();
            }
        });
        Assert.InRange(refused, Cases / 2, Cases - 1);
    }

    [Fact]
    public void A_damaged_configuration_reads_or_is_refused()
    {
        var texts = new[] { "config.json", "config.published.json" }.Select(n => File.ReadAllBytes(Fixture(n))).ToArray();
        var path = _folder.File("config.json");
        var refused = Run(SeedTree("config"), source =>
        {
            File.WriteAllBytes(path, DamagedText(texts[source.NextInt(2)], source));
            ConfigFile.Load(path);
        });
        Assert.InRange(refused, Cases / 2, Cases - 1);
    }

    [Fact]
    public void A_damaged_index_reads_or_is_refused()
    {
        File.Copy(Fixture("model.safetensors"), _folder.File("one.safetensors"));
        using (var file = SafetensorsFile.Open(_folder.File("one.safetensors")))
        {
            var map = string.Join(",\n", file.Entries.Keys.Select(k => $"\"{k}\": \"one.safetensors\""));
            File.WriteAllText(_folder.File("whole"), $"{{\"metadata\": {{\"total_size\": 1}}, \"weight_map\": {{{map}}}}}");
        }

        var whole = File.ReadAllBytes(_folder.File("whole"));
        var refused = Run(SeedTree("index"), source =>
        {
            File.WriteAllBytes(_folder.File("model.safetensors.index.json"), DamagedText(whole, source));
            SafetensorsFolder.Open(_folder.Path).Dispose();
        });
        Assert.InRange(refused, Cases / 2, Cases - 1);
    }

    [Fact]
    public void A_damaged_folder_loads_or_is_refused()
    {
        var (weights, config) = (File.ReadAllBytes(Fixture("model.safetensors")), File.ReadAllBytes(Fixture("config.json")));
        var refused = Run(SeedTree("folder"), source =>
        {
            var first = source.NextInt(2) == 0;
            File.WriteAllBytes(_folder.File("model.safetensors"), first ? DamagedWeights(weights, source) : weights);
            File.WriteAllBytes(_folder.File("config.json"), first ? config : DamagedText(config, source));
            CheckpointFolder.Load(_folder.Path).Dispose();
        }, Cases / 5);
        Assert.InRange(refused, Cases / 10, (Cases / 5) - 1);
    }

    private static SeedTree SeedTree(string name) => new SeedTree(7).Child(name);

    private static string Fixture(string name) => Path.Combine(AppContext.BaseDirectory, "Fixtures", "qwen-tied", name);

    /// <returns>How many cases were refused; any other exception fails the test and names the case.</returns>
    private static int Run(SeedTree seed, Action<SeededSource> read, int cases = Cases)
    {
        var refused = 0;
        for (var i = 0; i < cases; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(seed.Child(i).Source());
            }
            catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"case {i}: {e}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostBytes, $"case {i} allocated {allocated} bytes");
        }

        return refused;
    }

    /// <summary>Damages the header's text and keeps its length true, or any bytes of the file, or its end.</summary>
    private static byte[] DamagedWeights(byte[] whole, SeededSource source)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(whole);
        switch (source.NextInt(4))
        {
            case 0:
                return whole[..source.NextInt(whole.Length)];
            case 1:
                byte[] changed = [.. whole];
                for (var n = source.NextInt(8); n >= 0; n--) changed[source.NextInt(length + 8)] = (byte)source.NextInt(256);
                return changed;
            default:
                var header = DamagedText(whole[8..(8 + length)], source);
                var prefix = new byte[8];
                BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
                return [.. prefix, .. header, .. whole[(8 + length)..]];
        }
    }

    /// <summary>Replaces, inserts, removes or repeats pieces of JSON; half of the time a whole number.</summary>
    private static byte[] DamagedText(byte[] whole, SeededSource source)
    {
        var text = Encoding.UTF8.GetString(whole);
        for (var n = source.NextInt(3); n >= 0; n--)
        {
            var (start, length) = (source.NextInt(text.Length), 1 + source.NextInt(6));
            if (source.NextInt(2) == 0)
            {
                while (start < text.Length - 1 && !char.IsAsciiDigit(text[start])) start++;
                length = text.Skip(start).TakeWhile(char.IsAsciiDigit).Count();
            }

            length = Math.Min(length, text.Length - start);
            text = source.NextInt(4) switch
            {
                0 => text.Remove(start, length),
                1 => text.Insert(start, text.Substring(start, Math.Min(length * 20, text.Length - start))),
                _ => text.Remove(start, length).Insert(start, Snippets[source.NextInt(Snippets.Length)]),
            };
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        if (source.NextInt(4) == 0) bytes[source.NextInt(bytes.Length)] = (byte)source.NextInt(256);
        return bytes;
    }
}
