using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace EvoQuality.Foundations;

/// <summary>
/// Lets TorchSharp's bridge load where libstdc++ is older than GCC 13 (Debian 12): the bridge asks for
/// <c>GLIBCXX_3.4.32</c> for one symbol only, the empty stream-initialisation marker. A private copy of the file binds
/// that name to the older stream initialiser, which every libstdc++ has. 19 bytes change; nothing else does.
/// Decision record 0001.
/// </summary>
internal static class GlibcxxPatch
{
    private const string Marker = "_ZSt21ios_base_library_initv";
    private const string OlderInitialiser = "_ZNSt8ios_base4InitC1Ev";
    private const uint VersionNeeds = 0x6ffffffe;
    private const uint DynamicSymbols = 11;

    /// <summary>The file itself where it loads as it is, else the path of a patched copy in the user's cache.</summary>
    public static string PrivateCopyIfNeeded(string library)
    {
        if (NativeLibrary.TryLoad(library, out _)) return library;
        var bytes = File.ReadAllBytes(library);
        var key = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } x
            ? x
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var copy = Path.Combine(cache, "evoquality", "native", key, Path.GetFileName(library));
        if (!File.Exists(copy) && Apply(bytes)) AtomicFile.WriteAllBytes(copy, bytes);
        return File.Exists(copy) ? copy : library;
    }

    /// <summary>Changes the bytes of an ELF64 little-endian library in place; false when it has nothing to change.</summary>
    internal static bool Apply(Span<byte> file)
    {
        var sections = Sections(file);
        var needs = sections.FirstOrDefault(s => s.Type == VersionNeeds);
        var symbols = sections.FirstOrDefault(s => s.Type == DynamicSymbols);
        if (needs.Type == 0 || symbols.Type == 0) return false;
        var strings = (int)sections[(int)symbols.Link].Offset;

        var name = -1;
        for (var at = (int)symbols.Offset; at < (int)(symbols.Offset + symbols.Size); at += 24)
        {
            var offset = (int)U32(file, at);
            if (Text(file, strings + offset) == Marker) name = offset;
            else if (name >= 0 && offset > name && offset < name + Marker.Length) return false; // a shared tail: leave it alone
        }

        if (name < 0 || !RebindVersion(file, (int)needs.Offset, strings)) return false;
        Encoding.ASCII.GetBytes(OlderInitialiser + "\0").CopyTo(file[(strings + name)..]);
        return true;
    }

    /// <summary>Makes libstdc++'s GLIBCXX_3.4.32 requirement a second GLIBCXX_3.4 one (hash and name).</summary>
    private static bool RebindVersion(Span<byte> file, int record, int strings)
    {
        while (true)
        {
            if (Text(file, strings + (int)U32(file, record + 4)) == "libstdc++.so.6")
            {
                int basic = -1, recent = -1, entry = record + (int)U32(file, record + 8);
                for (var i = 0; i < BinaryPrimitives.ReadUInt16LittleEndian(file[(record + 2)..]); i++)
                {
                    var version = Text(file, strings + (int)U32(file, entry + 8));
                    if (version == "GLIBCXX_3.4") basic = entry;
                    if (version == "GLIBCXX_3.4.32") recent = entry;
                    entry += (int)U32(file, entry + 12);
                }

                if (basic < 0 || recent < 0) return false;
                file.Slice(basic, 4).CopyTo(file[recent..]);
                file.Slice(basic + 8, 4).CopyTo(file[(recent + 8)..]);
                return true;
            }

            var next = (int)U32(file, record + 12);
            if (next == 0) return false;
            record += next;
        }
    }

    private static Section[] Sections(ReadOnlySpan<byte> file)
    {
        var start = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[0x28..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(file[0x3A..]);
        var sections = new Section[BinaryPrimitives.ReadUInt16LittleEndian(file[0x3C..])];
        for (var i = 0; i < sections.Length; i++)
        {
            var at = start + (i * size);
            sections[i] = new Section(
                U32(file, at + 4),
                BinaryPrimitives.ReadUInt64LittleEndian(file[(at + 24)..]),
                BinaryPrimitives.ReadUInt64LittleEndian(file[(at + 32)..]),
                U32(file, at + 40));
        }

        return sections;
    }

    private static uint U32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private static string Text(ReadOnlySpan<byte> file, int at)
    {
        var rest = file[at..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private readonly record struct Section(uint Type, ulong Offset, ulong Size, uint Link);
}
