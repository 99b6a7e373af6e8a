using System.IO.Compression;

namespace EvoQuality.Language;

/// <summary>
/// Canonical decompositions and combining classes of Unicode 14, which .NET does not expose. Made by
/// environment/reference/make_unicode_table.py, which describes the packing.
/// </summary>
internal static class UnicodeFormCTable
{
    private const string Data =
        "7TdrWFRHlnXOrXv79qtu0zSISJQgUZdxTMYHupqYjkk0E03WvDOZPIzfjpN1lZB8iTp5zHYQGUAERDRIEIFFJYhgEBEJICKiIkFE"
        + "g4qNIkFCTCKIhhBkyNa93aIYncnst7vf/khVV9V51alTp6pPnbtSdpiRzrdZj79OtfKe5E0tvEhoo1TCaipjnw5zTkj4S7leJHrd"
        + "H6qb5P8Jnf9n1tdeUX45wl/KbctK2WHCwB1wVd8DF4ycMBUxDha8isw450GPQ6aTJmmnMeV93PHGp+YrEFEK2N+JW9ZCzkZYLn+7"
        + "tDQM2rwv5iJZux4dLbDmEoQpzoC2J4oCr/h2i300d/j6ZMg39bFoU9kDjRNjA5q2YZtn6su5fplzW175aDkWPlr5XC7bmQyp78UO"
        + "/XgTJN+5eWimd+bSuBXYItfSmlmpPr1+uZ4FgdE+ObB5eMRdvZZ1htNroU2osNT7dN/b/eujj397AKp9it4useyaUje0818ujCnt"
        + "gUTWEhyrXKDlU+Jp1rxLq7CrEJqKYURaOlSyNp/IR7/61bkMaPPrWQ5Rl8EZ3GC58Fi97pMoOPghfJ8Jx+/fNbP/nS13HH+5dBMU"
        + "WqveiZ9UMfTsu9/EwZEYWDOq9j+i3o+e9W0ydBvKofOFmifivavu7B224yokiy22Lq/8YV1jTgZGvNlrbbSEnN+ODXNbrA1xcHof"
        + "FJmaocCQEFTDg3GY13FLt/7i1I4xF8bWms6HYxIWyOtCr7xSp9ubBydpDGvzT5uxemR6AmT7Oz036yr1OY9fxJaxJ9E5K9wzE9KE"
        + "9RlYlQUx8yJt207Azt9m6bPGZkDBXfUeSSPaPa5MdYzLuDeqFWrK4FAstj7VCSlehWKjV5qYaaq2piw+9xGGPZh4FNavR+eEjAcd"
        + "K6C0DLqkzcOaf92/Enavxhpdzp3OUd20QOy1VPgV6XJH5dwV2DAyx7Y/FrsX717YtiTeWPlw/Yx273h9nBPafYrn7vbLhlbxP0d/"
        + "JvcvzOuCb47C9/vgD2XjGy0Rr6WvgPyZx4bGZkDTsLApyyd0ZMOmYIe1wFAwZeuTSSugnLXqH2JPxy7NW9hvzB5a4+nwihZaR/g+"
        + "n2TdOiF/yOoU7KI10CMGN0KSvh4qYbuuDnqYrcaSJcw5CMXmzXgG23WtnlUYT5P0vXhRd8ajEb3BYmLzsBXDoJ+2y0GhLXQz1umS"
        + "kJTouqwx2CCGFkgLnYZwbPAtostWnoWuKGXrcvbFEUhl6+GILlq3JFZcUGWIg0hIgE59PmSgfwqNEY4zloaR0EC/gZUQg7/PxHBI"
        + "k7bDokhaQqtQXlJlCYNYqUAakQs9QprY5fOF1xXohlgxGxdWCrQBA8bngGeSVK1Lpd1YLuRjohgrJJuLMZHF66LBv56++btF4p1J"
        + "kAF9YrN8hdbSYiHGUgttEI2P+MzLNSZanRkmY8a4jmal22NG2kFLbFBEJGzsZ+sgfT/qrRWHzcsPmFPANxY6YXoK3H0utKiKnTpm"
        + "Zv6jqmvN+/cy55tz+mrNX9aaffOM5UbrcYf12I8efgfeKnrb+3nDvrdbl9Dgsd4Y8K8W63gbJaSx0fx9m+nwm0GRZ8wdTWZT0HY8"
        + "DP72t7JgYgT4zyBBgZbhWeJGmkFXCjNPedQO20PnjF+Otcg33tlp/qLDbBg+xuKAmO/M4XD1svllnw2Qgh2rwC8pHhaRxF5zVI85"
        + "aLhPdZ/5kz4zSzafM+1NgLI14JcJf8hdwfaGsaow1vEBEwOqAc+vg5QP4dmg51clQUWmsipTaU8CSRoTv8a6JcHaFs/I2XBz6Uog"
        + "O9dDy5dKZQl0RFmscclwMRkW2B6Kx1UbYFrnBnCsZ+uTWBjKVHhxzCPDvF8eI0/0DocsmNkDPalsw0b2AZyE4ApITlOR3TD5u03Q"
        + "nQVB02evzYKqrTC1JJt9lsWyaROezYHObbA6F2Y5X5AanjkAGa9tuQx9MSCb3vFq/oRdPqe05MNXkCwsqMtjpXmsCS4I3+6E6kKo"
        + "gFjow+48FpfHVnwKCSUQU8g27WQrS+BgCbwQjJmfsuVLziw9Ucyce9kPe5jfYTiDc9/897nDffPL2LE9rFv483f8n1EFusRylreP"
        + "XRCb97B5cXtYG0wSo6qhvRoWGBd1HjXtOWIqqWSr9rHUg2xFFfMN7qxlcbUsqLyelQk76llA6THoOganjgFJbYCgoDHR0NQACSch"
        + "08k6TrOsJrbPyc5sN2/INWe0sXFJGLfX4nPyNPR/yeDxiR+3MyTPpjshswmimiANYmstGzrYew44ehYiPrdsvMwiv2PPfn2FFcH3"
        + "LZDRCjZDYx9roORSPzvxBdS3WQ79yKR9bZD/leV0P/uiHeK/Av3UmGhlf6Sy7yuI+RqWRED6N9B+1TL99FWLo99SukqJjFOOxirV"
        + "4J29RkmAFWuU+LVKR6Jy5rB5TZlSfJn/jTouQ9sVWJ0MrTssfvvqwLqzyiwVBJ/PwZoeMAYe2wN9e4DansxJV7alK6ExkAhrsACf"
        + "boa/0ItA/QvS+bOyFY+lesT8CHRme7FyeLcSv0XZsMVDTvvYo4J+ts2jejn6eFMHPBCDz+ViOkRAcFMEJkaiPS4Sa6NQiixSNhYq"
        + "7Gg0Rq/Ev9ZhW5y1E49Ue1jz4zAZinGdsHmv8sMeZWwBFEFnlfK5U7jUbrzjNefXxjXtxoNQ0KgEf/K5Ugz24pPKppNKMS1D3AW9"
        + "4pTqs0rTKeXrPKzcjo6zSnqstXgHprdCy3mobFeyhROpVsvxnXi8U8nbZD24xbq2SyH3JncrWy4rTYX4zS7sg+BlZ4uwstT6qcPi"
        + "pL3YVI7Tr+zF2lWWrUesyXXWBBqBW+Msh/ZjVRUamI09Gv2RJUx2CK4UeSBXvp7pSrfl0J+TGQ/Q5IEZhgH8VlNuk14/hH5qejOo"
        + "0JsnyD8rOZeQDcIzaBiouihvE12kiS47n0cqc2u97eNcwD2YCNwOVYV0w9rSIOX1mlkFSANy9BbpETf9JKA/0iyQZnKZ44LEsZBF"
        + "iD08rjO+eD8gpqhGVIs2g8Hga6NIrYEa2Ajlv1K/+OQn+QcM7TX8v01H6f+eaexvfIn9vO+xwbKqP39qv1b+W5+IdGD/7ns0cMMH"
        + "/X2oevc1iRIJR01HXGiQ7qHBkkTHUW903yum9fya4Hz3zs+MaPai14tEqXplXHWcze+2LHVtuSxLcukebKtLxF2SnqHDIxCLZDwj"
        + "Iu0RsNdc0yy6eLmgDWFyGBC1UJ5FEJk3A6qoScUst+WQ1+338zpN6++338fr/e56CxoOINPcLLX/5xtg13hdiSo5TZ2ogs/YJ9j/"
        + "aL+b9xPsteDmv24PF3GvaC9F+2Reu0X8Y6FwRH7Y/ht7LnBNw+zfqrMnu9sE94Jqe5Czn7M/xuktYH/Afhjt/RJu1dlTDXv09UaZ"
        + "UpNJnvGqjw+HAkf6GE2ylUQAEYaOEby97CIRZk4WvOdjKdhnc2WT7FWIKwT3DifYjyN+j/anNBtVw4p0ZMYDM9fhaC1sTOPhx4BW"
        + "eTuS2egbgaYH0TC8iDt4NjbDawgO7ALG/dsDCJuRSGK9FjcmzSc8li2HGRqSjQORg6L0wSK336rBvh8H/OdEBPxI4FCEDvfrBh3R"
        + "ffYasB9AN5y4FD9fOuD9a1Kao/klAfxBcB9c3VJcvUwTqBX4jQ97Czcsu+H07re3qc/Nx3TQSd53w1UY6SPRGHpVFai4do59S7B0"
        + "CYJWi5fgrj9d24uLnbIUz/7JfX4DxO1L8dRb7jmAH4qcdIUO4NtEt1iniaQu1khnF5OLLmjLYlKoQt8vJhEhfNy3mNS7OGtCSEbI"
        + "TdJ5IaTMRbu8mIRp8iGkXh3/EkLWuTgnQtpDCNkYQnJdeEcI6b8Gue7SxUU3hZWAm/D5N+FXVRV/DdEbokMPhfK/21Fj0rs/hHhY"
        + "U0PPhVJSx0krQ0nAnQGvElL9BiGXQonJk8im2YToLhmz3j0fYtA3hm57w0Zql1K6TBbmq+FoHKPS2kg4GAmj0yOB1kQC+g4EpmAT"
        + "0pdwDNr56nX+zpvDEpHc9d9ywe+2vAQ1pHgfyIHxHqT8cx25xBu5ZXD6J53NeiFbprYkxGyZtIqE9AvYY67k0YmpQaZAVQU8OjlM"
        + "6otNpz6GaFJ406vhy6BCZrgth+kIJQ+RxwgSA6+EKBxHMoNMJtxPHLKT3/IeNakH9ORRMpvMIZOIl9arwgYu6KIg504iwbx5aBPU"
        + "6VO5PA+EZh4LDWQ4B+8grqIQkXiTIVq0JEQNn1PILHX0IkC06En8uA7hFi2I8yYQPTftYQ5JXBHRmqswYr4+MMViZmbggdjoAqzc"
        + "NuLWoxad2wAX5NK1zsw3rIb6OuOAVhKO4ycR4nBZVkDv5lgh/oaM74d+bu/oUfVAxreBQR+0XadKCCuA+hASosFdEDv2uqaN88g0"
        + "vlk/8gp3ijp68vF3fM/P8/Wf4qPIxynci9P5Jih5iU95iEsNI/eRF7iVz2mzJmszVYxxV6L7sZmiyTyl8V3FJeVBfLhWVdblNeQQ"
        + "aFLIRz0/bj9CnqBEnMIdq3CSlRh5D25I4sc4gY/CAIeRidoh/FTWPoiuLjZTm+uPo/li/AV9aTAQeEP/U+7flf/9aAyDn8oud73U"
        + "JBrIP1beF9RHXpTeF3TRIEoqGAVcTRT/h8FSQRcOhPfEhYzCF1VszOhoGBAc+o+sVrHzZvsGQvNPDb+JdWgrSDaOeaF8S90ivxDd"
        + "WzmvEUiuPL5K9PRtFUgYu9AsEqsaWYbyE0LyTKQ5y8cdTHthID/vE7BGuTkPr1oUtvfvp1JpJ6VBeVM/OkxBaipooDL1NsgWrp4X"
        + "2ZUH8lpOU6jrw8VkooO/qeg15QlguSH4U55o0oAasPJZ/IvgkemaIkkVv5bfVvJgbRtvsMnz/ozSiwbDcG0pSdJSTMq/dwK4AfUQ"
        + "MP+9gDOg/hzIOwvWQIATAnvBCdSvmbc0mEppKPLHiQdxB7QA91Ca8SKzl6B3kpDG1RUJGA9BtvkGkxboDVyr/+OI7yzziYZ8vi9t"
        + "20yOFygy1+4evbbJDCNPTSSTrKJU7r87DSsgUa9yGiDnhGB4OhNy6JztOGUdzC0H32aBvyNMWnhRaCnBcBNjqUqVkIO5vvRJ7t0a"
        + "xD45VipUHYEL1YRVeHr4WxgDCxyQDLYGwDa+IgSOt2UK8j0HAXmW2w8XAduB+z+CmooxC0ZlQo0UQelmyN+JDnB4OvMx9ilqQl+b"
        + "wb4d+4ItoyxSIu0T3zs4pB1M/Rg0WhKJLFLBagTZzOMVP3RRDZ/qRfVRdBJn8dCvG3yjryPMfAOVSDrOMYkicV9zPqDAIa7DJWHg"
        + "IVkyGKnAvYnEOlSVU6M5l1BnD1J9fS0ESVB/Gi6JmnI+D66LMrOM3EbO5Rar0VSvKhb4xkSTUY2SJqOm+JFZ1/TzFw5AsxIp3+P0"
        + "+zQaWNXQRwLuEFzWqwgPzXogss69lCQQFIg08GINmIFgEnTkFl5CkKle9YQsiSIF2eapl6hRkkDfjzUCHeIzQh4ZODJwp1Ao2Gye"
        + "nja10iE2Sd2nSFRMETSiYqK7hJsyqGTBc42QJcRxut5NihQ0HZcwQuCzVQUdGO6iDaqaam7fAKzVD7imBE26VKDFgnvgnVqJQNcB"
        + "2wLq61sCn0IleJ/if6pKvlPdNh5+BHIQdgt81scC3SzYdnM3FguC0cLVbVLJ6gLEdoPy3fwmCGXCIXXvnjZtcBkkjzaNnEJ1iuAj"
        + "DdU41YLaiNpdE1RXGmKTPWmeUKIemGs5vpKqW926SglIEtyLEnWWy4zr292kTuQWaIZw+6k2l2PXSET7CVq+wXulWtgj6HOFbUKF"
        + "4Cm7HOgq6p7+Cw==";

    static UnicodeFormCTable()
    {
        using var stream = new DeflateStream(new MemoryStream(Convert.FromBase64String(Data)), CompressionMode.Decompress);
        var (singles, replacements) = (Column(stream), Column(stream));
        var (pairs, firsts, seconds) = (Column(stream), Column(stream), Column(stream));
        var excluded = Column(stream).ToHashSet();
        var (starts, lengths, classes) = (Column(stream), Column(stream), Column(stream));

        for (var i = 0; i < singles.Length; i++) Parts.Add(singles[i], (replacements[i], null));
        for (var i = 0; i < pairs.Length; i++)
        {
            Parts.Add(pairs[i], (firsts[i], seconds[i]));
            if (!excluded.Contains(pairs[i])) Joined.Add((firsts[i], seconds[i]), pairs[i]);
        }

        for (var i = 0; i < starts.Length; i++)
            for (var code = starts[i]; code < starts[i] + lengths[i]; code++) Classes.Add(code, classes[i]);
    }

    /// <summary>One step of canonical decomposition: one or two code points.</summary>
    public static Dictionary<int, (int First, int? Second)> Parts { get; } = [];

    /// <summary>The code point that two join to.</summary>
    public static Dictionary<(int First, int Second), int> Joined { get; } = [];

    /// <summary>Combining classes other than 0.</summary>
    public static Dictionary<int, int> Classes { get; } = [];

    private static int[] Column(Stream stream)
    {
        var column = new int[Varint(stream)];
        var last = 0;
        for (var i = 0; i < column.Length; i++)
        {
            var step = Varint(stream);
            column[i] = last += (step >> 1) ^ -(step & 1);
        }

        return column;
    }

    private static int Varint(Stream stream)
    {
        var (value, shift) = (0, 0);
        while (true)
        {
            var next = stream.ReadByte();
            value |= (next & 127) << shift;
            if (next < 128) return value;
            shift += 7;
        }
    }
}
