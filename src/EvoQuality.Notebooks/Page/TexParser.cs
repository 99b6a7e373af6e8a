using System.Net;
using System.Text;

namespace EvoQuality.Notebooks;

/// <summary>
/// Recursive descent over one TeX formula; gives MathML. Throws <see cref="FormatException"/> where it gives
/// up.
/// </summary>
internal sealed class TexParser(string tex)
{
    private readonly string _tex = tex;
    private int _at;

    public string Parse()
    {
        var row = Row(end: "");
        return _at == _tex.Length ? row : throw new FormatException($"Unexpected '{_tex[_at..]}'.");
    }

    // A sequence up to the end mark, which is consumed: "}", "]", "\right", "\end" or the end of the text.
    private string Row(string end)
    {
        var row = new StringBuilder();
        while (true)
        {
            SkipSpace();
            if (_at >= _tex.Length) return end.Length == 0 ? row.ToString() : throw new FormatException($"Missing {end}.");
            if (end.Length > 0 && StandsHere(end))
            {
                _at += end.Length;
                return row.ToString();
            }
            row.Append(Scripted());
        }
    }

    // "\right" must not be taken for the start of "\rightarrow".
    private bool StandsHere(string mark)
    {
        var after = _at + mark.Length;
        return _tex.AsSpan(_at).StartsWith(mark, StringComparison.Ordinal)
            && !(mark[0] == '\\' && after < _tex.Length && char.IsAsciiLetter(_tex[after]));
    }

    // One atom with what hangs on it: x, x_i, x^2, x_i^2; sums carry theirs above and below.
    private string Scripted()
    {
        var start = _at;
        var atom = _tex[_at] is '_' or '^' ? "<mrow></mrow>" : Atom();
        var above = TexSymbols.TakesLimits(_tex[start.._at]);
        string? sub = null, super = null;
        for (SkipSpace(); _at < _tex.Length && _tex[_at] is '_' or '^' or '\''; SkipSpace())
        {
            var mark = _tex[_at++];
            SkipSpace();
            if (mark == '_') sub = Atom();
            else super = (super ?? "") + (mark == '\'' ? "<mo>′</mo>" : Atom());
        }
        super = super is null ? null : $"<mrow>{super}</mrow>";
        return (sub, super) switch
        {
            (null, null) => atom,
            (not null, null) => above ? $"<munder>{atom}{sub}</munder>" : $"<msub>{atom}{sub}</msub>",
            (null, not null) => above ? $"<mover>{atom}{super}</mover>" : $"<msup>{atom}{super}</msup>",
            _ => above ? $"<munderover>{atom}{sub}{super}</munderover>" : $"<msubsup>{atom}{sub}{super}</msubsup>",
        };
    }

    private string Atom()
    {
        SkipSpace();
        if (_at >= _tex.Length) throw new FormatException("Something is missing at the end.");
        var c = _tex[_at];
        if (c == '\\') return Command();
        if (c == '{')
        {
            _at++;
            return $"<mrow>{Row("}")}</mrow>";
        }
        if (char.IsAsciiDigit(c)) return $"<mn>{Take(ch => char.IsAsciiDigit(ch) || ch == '.')}</mn>";
        _at++;
        if (char.IsLetter(c)) return $"<mi>{c}</mi>";
        return c switch
        {
            '}' or '&' or '#' or '%' or '$' => throw new FormatException($"Unexpected '{c}'."),
            '-' => "<mo>−</mo>",
            '*' => "<mo>∗</mo>",
            '(' or ')' or '[' or ']' or '|' => $"<mo stretchy=\"false\">{c}</mo>",
            _ => $"<mo>{WebUtility.HtmlEncode(c.ToString())}</mo>",
        };
    }

    private string Command()
    {
        _at++;
        var name = _at < _tex.Length && !char.IsAsciiLetter(_tex[_at]) ? _tex[_at++].ToString() : Take(char.IsAsciiLetter);
        switch (name)
        {
            case "frac" or "dfrac" or "tfrac":
                return $"<mfrac>{Atom()}{Atom()}</mfrac>";
            case "binom":
                return $"<mrow><mo>(</mo><mfrac linethickness=\"0\">{Atom()}{Atom()}</mfrac><mo>)</mo></mrow>";
            case "sqrt":
                return $"<msqrt>{Atom()}</msqrt>";
            case "text" or "mathrm" or "textrm" or "operatorname" or "mathit" or "texttt" or "textbf":
                return Words(Literal());
            case "tag":
                return $"<mspace width=\"2em\"></mspace>{Words($"({Literal()})")}";
            case "mathbf" or "boldsymbol" or "bm":
                return $"<mrow style=\"font-weight:bold\">{Atom()}</mrow>";
            case "mathbb":
                return $"<mi>{TexSymbols.DoubleStruck(Literal())}</mi>";
            case "mathcal":
                return $"<mi>{TexSymbols.Script(Literal())}</mi>";
            case "hat" or "bar" or "tilde" or "overline" or "vec" or "widehat" or "widetilde":
                return $"<mover accent=\"true\">{Atom()}<mo>{TexSymbols.Accent(name)}</mo></mover>";
            case "left":
                return $"<mrow>{Delimiter()}{Row("\\right")}{Delimiter()}</mrow>";
            case "big" or "Big" or "bigl" or "bigr" or "Bigl" or "Bigr" or "bigg" or "Bigg":
                return Delimiter();
            case "begin":
                return Environment(Literal());
        }
        return TexSymbols.Markup(name) ?? throw new FormatException($"\\{name} is not known.");
    }

    private string Environment(string name)
    {
        if (name is not ("cases" or "aligned" or "align" or "align*")) throw new FormatException($"{name} is not known.");
        var end = $"\\end{{{name}}}";
        var stop = _tex.IndexOf(end, _at, StringComparison.Ordinal);
        if (stop < 0) throw new FormatException($"Missing {end}.");
        var body = _tex[_at..stop];
        _at = stop + end.Length;

        var table = new StringBuilder();
        foreach (var row in body.Split("\\\\", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            table.Append("<mtr>");
            foreach (var cell in row.Split('&')) table.Append($"<mtd>{new TexParser(cell).Parse()}</mtd>");
            table.Append("</mtr>");
        }
        return name == "cases"
            ? $"<mrow><mo>{{</mo><mtable class=\"cases\">{table}</mtable></mrow>"
            : $"<mtable class=\"aligned\">{table}</mtable>";
    }

    // Spaces at the ends would be dropped.
    private static string Words(string text) =>
        $"<mtext>{WebUtility.HtmlEncode(text.Replace("\\_", "_", StringComparison.Ordinal)).Replace(' ', '\u00A0')}</mtext>";

    private string Delimiter()
    {
        SkipSpace();
        if (_at >= _tex.Length) throw new FormatException("A delimiter is missing.");
        if (_tex[_at] == '\\') return Command();
        var c = _tex[_at++];
        return c == '.' ? "" : $"<mo>{WebUtility.HtmlEncode(c.ToString())}</mo>";
    }

    private string Literal()
    {
        SkipSpace();
        var close = _tex.IndexOf('}', _at);
        if (_at >= _tex.Length || _tex[_at] != '{' || close < 0) throw new FormatException("A group in braces is missing.");
        var text = _tex[(_at + 1)..close];
        _at = close + 1;
        return text;
    }

    private string Take(Func<char, bool> accept)
    {
        var start = _at;
        while (_at < _tex.Length && accept(_tex[_at])) _at++;
        return _tex[start.._at];
    }

    private void SkipSpace()
    {
        while (_at < _tex.Length && char.IsWhiteSpace(_tex[_at])) _at++;
    }
}
