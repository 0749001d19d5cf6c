namespace RepoSanitiser.Disclosure.Understanding;

/// <summary>The numbers from one to another, both included: what a number that was rounded to be shown can have been.</summary>
internal readonly record struct Span(double Low, double High)
{
    private const double Slack = 1e-9;

    /// <summary>Whether no number is in it.</summary>
    public bool IsEmpty => !(Low <= High);

    /// <summary>How far it reaches.</summary>
    public double Width => High - Low;

    /// <summary>The whole numbers in it: none where the first is above the last.</summary>
    public (double First, double Last) Whole => (Math.Ceiling(Low - Slack * Math.Max(1, Math.Abs(Low))), Math.Floor(High + Slack * Math.Max(1, Math.Abs(High))));

    /// <summary>What a number shown with some decimals stands for.</summary>
    public static Span Shown(double value, int decimals)
    {
        // A number printed in full is as exact as the arithmetic that made it.
        var half = Math.Max(0.5 * Math.Pow(10, -decimals) * (1 + 1e-9), Math.Abs(value) * 1e-13);
        return new(Math.Max(0, value - half), value + half);
    }

    /// <summary>What a count stands for under its column's rounding.</summary>
    public static Span Counted(double count, Rounding? rounding) => rounding is { } r ? new(r.Least(count), r.Most(count)) : new(count, count);

    /// <summary>What is in both.</summary>
    public Span And(Span other) => new(Math.Max(Low, other.Low), Math.Min(High, other.High));

    /// <summary>Whether any number is in both.</summary>
    public bool Meets(Span other) => Low <= other.High * (1 + Slack) + Slack && other.Low <= High * (1 + Slack) + Slack;

    /// <summary>Whether all whole numbers in it are from 1 to a limit, and there is one.</summary>
    public bool IsSmall(int limit)
    {
        var (first, last) = Whole;
        return first >= 1 && last <= limit && first <= last;
    }

    /// <summary>Whether a multiple of a base lies in it.</summary>
    public bool HoldsMultiple(Rounding rounding)
    {
        var offset = rounding.IsMidpoint ? rounding.Base / 2 : 0;
        if (rounding.IsMidpoint && Low <= 0) return true;
        var next = Math.Ceiling((Low - offset) / rounding.Base - 1e-6) * rounding.Base + offset;
        return next <= High * (1 + 1e-6) + 1e-6;
    }

    /// <summary>The products of numbers from 0 on.</summary>
    public static Span operator *(Span a, Span b) => new(a.Low * b.Low, a.High * b.High);

    /// <summary>The quotients of numbers from 0 on.</summary>
    public static Span operator /(Span a, Span b) => new(b.High > 0 ? a.Low / b.High : 0, b.Low > 0 ? a.High / b.Low : double.PositiveInfinity);

    /// <summary>Each number divided.</summary>
    public static Span operator /(Span a, double b) => new(a.Low / b, a.High / b);
}
