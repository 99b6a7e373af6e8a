using System.Globalization;
using System.Text.Json.Nodes;

namespace EvoQuality.Notebooks;

/// <summary>One axis of a chart's picture: from values to pixels, with its ticks.</summary>
internal sealed class ChartAxis
{
    private readonly List<string> _categories = [];
    private readonly JsonNode? _settings;
    private readonly bool _logarithmic;
    private double _low = double.PositiveInfinity;
    private double _high = double.NegativeInfinity;
    private double _from;
    private double _to;

    /// <param name="settings">The axis in the figure's layout; null for none.</param>
    /// <param name="values">Everything the traces show along it.</param>
    public ChartAxis(JsonNode? settings, IEnumerable<JsonNode?> values)
    {
        JsonNode?[] all = [.. values];
        _settings = settings;
        _logarithmic = settings.At("type").Text() == "log";
        IsCategory = settings.At("type").Text() == "category" || (all.Any(v => v is not null) && all.All(v => v is null || v.Number() is null));
        foreach (var value in all) Include(value);
    }

    /// <summary>True if it holds names and not numbers.</summary>
    public bool IsCategory { get; }

    /// <summary>Name and unit.</summary>
    public string Title => _settings.At("title").Title();

    /// <summary>False if its ticks carry no texts, as those of inner panels.</summary>
    public bool ShowsTexts => _settings.At("showticklabels").Truth() != false;

    /// <summary>Colour of the line at zero; null where none is asked for, or zero lies outside. Known once its ends are fixed.</summary>
    public string? ZeroLine => !IsCategory && !_logarithmic && _settings.At("zeroline").Truth() == true && Zero == 0 ? _settings.At("zerolinecolor").Text() ?? "#444444" : null;

    /// <summary>Makes room for a value.</summary>
    public void Include(JsonNode? value)
    {
        if (IsCategory && value is not null && !_categories.Contains(value.ToString())) _categories.Add(value.ToString());
        if (Place(value) is { } place) Include(place);
    }

    /// <summary>Makes room for a number.</summary>
    public void Include(double place) => (_low, _high) = (Math.Min(_low, place), Math.Max(_high, place));

    /// <summary>Fixes the pixels of its ends.</summary>
    /// <param name="from">Pixel of the small end.</param>
    /// <param name="to">Pixel of the large end.</param>
    /// <param name="padded">True leaves a little room at the ends.</param>
    public void Fix(double from, double to, bool padded)
    {
        if (double.IsInfinity(_low)) (_low, _high) = (0, 1);
        if (_settings.At("rangemode").Text() == "tozero") (_low, _high) = (Math.Min(0, _low), Math.Max(0, _high));
        if (IsCategory) (_low, _high) = (-0.5, Math.Max(0, _categories.Count - 1) + 0.5);
        else if (_low == _high) (_low, _high) = (_low - 0.5, _high + 0.5);
        else if (padded) (_low, _high) = (_low == 0 ? 0 : _low - (0.04 * (_high - _low)), _high + (0.04 * (_high - _low)));
        if (_settings.At("range").List() is [var low, var high] && low.Number() is { } l && high.Number() is { } h) (_low, _high) = (l, h);
        (_from, _to) = _settings.At("autorange").Text() == "reversed" ? (to, from) : (from, to);
    }

    /// <summary>Where a value lies along the axis, in its own measure; null if it has no place.</summary>
    public double? Place(JsonNode? value) =>
        IsCategory ? value is null ? null : _categories.IndexOf(value.ToString()) is var i and >= 0 ? i : null
        : value.Number() is { } number ? Place(number) : null;

    /// <summary>Where a number lies along the axis; null if it has no place.</summary>
    public double? Place(double number) => !double.IsFinite(number) ? null : !_logarithmic ? number : number > 0 ? Math.Log10(number) : null;

    /// <summary>The pixel of a place.</summary>
    public double Pixel(double place) => _from + ((place - _low) / (_high - _low) * (_to - _from));

    /// <summary>The place where bars begin.</summary>
    public double Zero => _logarithmic ? _low : Math.Clamp(0, Math.Min(_low, _high), Math.Max(_low, _high));

    /// <summary>Ticks as place and text.</summary>
    public IEnumerable<(double Place, string Text)> Ticks()
    {
        if (IsCategory)
        {
            var every = Math.Max(1, (int)Math.Ceiling(_categories.Count / 24.0));
            return _categories.Index().Where(c => c.Index % every == 0).Select(c => ((double)c.Index, c.Item));
        }
        if (_settings.At("tickvals").List() is { Count: > 0 } given) return Given(given, _settings.At("ticktext").List());
        var wanted = Math.Abs(_high - _low) / Math.Clamp(_settings.At("nticks").Number() ?? 5, 1, 60);
        var step = _settings.At("dtick").Number() ?? Step(wanted);
        if (!(step > 0) || Math.Abs(_high - _low) / step > 60) step = Step(wanted);
        if (_logarithmic) step = Math.Max(1, Math.Round(step));
        var first = (long)Math.Ceiling((Math.Min(_low, _high) / step) - 1e-9);
        var last = (long)Math.Floor((Math.Max(_low, _high) / step) + 1e-9);
        return Enumerable.Range(0, (int)Math.Max(0, last - first + 1)).Select(i => (first + i) * step).Select(place => (place, Text(place, step)));
    }

    // Places and texts that the layout names.
    private IEnumerable<(double Place, string Text)> Given(IReadOnlyList<JsonNode?> places, IReadOnlyList<JsonNode?> texts) =>
        places.Index().Where(p => Place(p.Item) is not null)
            .Select(p => (Place(p.Item)!.Value, texts.ElementAtOrDefault(p.Index)?.ToString() ?? p.Item!.ToString()));

    // 1, 2 or 5 times a power of ten.
    private static double Step(double wanted)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(wanted, 1e-300))));
        return power * (wanted / power < 1.5 ? 1 : wanted / power < 3.5 ? 2 : wanted / power < 7.5 ? 5 : 10);
    }

    private string Text(double place, double step)
    {
        if (_logarithmic) return Math.Pow(10, place).ToString("G4", CultureInfo.InvariantCulture);
        var decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 6);
        if (_settings.At("tickformat").Text() is { } format && format.EndsWith('%'))
            return (100 * place).ToString($"F{Math.Max(0, decimals - 2)}", CultureInfo.InvariantCulture) + "%";
        return Math.Abs(place) >= 1e6 ? place.ToString("G4", CultureInfo.InvariantCulture) : place.ToString($"F{decimals}", CultureInfo.InvariantCulture);
    }
}
