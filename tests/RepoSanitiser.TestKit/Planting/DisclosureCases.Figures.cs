namespace RepoSanitiser.TestKit.Planting;

/// <summary>Small counts in figures.</summary>
public sealed partial class DisclosureCases
{
    private IEnumerable<Func<DisclosureCase>> FigureKinds() => [AtRiskInDrawing, PlotlyBars, VegaValues];

    private DisclosureCase AtRiskInDrawing()
    {
        var labels = Labels(2);
        string Piece(double x, double y, object text, string here = "") => $"<text x=\"{Fixed(x, 2)}\" y=\"{Fixed(y, 2)}\" style=\"font-size:60px\">{here}{text}</text>\n";
        var counts = Enumerable.Range(0, 8).Select(_ => Count()).ToList();
        string Figure(int n, string here) =>
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"600\" height=\"400\">\n" + string.Concat(Enumerable.Range(0, 4).Select(i => Piece(100 + i * 90, 300, i * 30))) +
            Piece(20, 320, "Number at risk") + string.Concat(labels.Select((l, row) => Piece(20, 340 + row * 20, l) + string.Concat(Enumerable.Range(0, 4).Select(i =>
                row == 1 && i == 3 ? Piece(100 + i * 90, 340 + row * 20, n, here) : Piece(100 + i * 90, 340 + row * 20, counts[row * 4 + i]))))) + "</svg>\n";
        return Case("numbers at risk in a drawing", "small-count", "released_outputs/km.svg", Figure(Small(), Here.ToString()), Figure(Count(), ""));
    }

    private DisclosureCase PlotlyBars()
    {
        var counts = Labels(5).ConvertAll(l => (Label: l, N: Count()));
        string Page(int n, string here) =>
            "<html><body><div id=\"fig\"></div><script>\nPlotly.newPlot(\"fig\", [{\"type\":\"bar\",\"name\":\"n\",\"x\":[" +
            string.Join(',', counts.Select(c => $"\"{c.Label}\"")) + "],\n\"y\":[" + string.Join(',', counts.Select((c, i) => i == 2 ? $"{here}{n}" : $"{c.N}")) +
            "]}], {\"title\":\"Events\"});\n</script></body></html>\n";
        return Case("bars of plotly", "small-count", "released_outputs/bars.html", Page(Small(), Here.ToString()), Page(Count(), ""));
    }

    private DisclosureCase VegaValues()
    {
        var counts = Labels(5).ConvertAll(l => (Label: l, N: Count()));
        string Page(int n, string here) =>
            "<html><body><script>\nvar spec = {\"mark\": \"bar\", \"data\": {\"values\": [\n" +
            string.Join(",\n", counts.Select((c, i) => $"  {{\"region\": \"{c.Label}\", \"n\": {(i == 3 ? $"{here}{n}" : $"{c.N}")}}}")) +
            "\n]}};\nvegaEmbed('#vis', spec);\n</script></body></html>\n";
        return Case("values of vega", "small-count", "released_outputs/bars.html", Page(Small(), Here.ToString()), Page(Count(), ""));
    }
}
