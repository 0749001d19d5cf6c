using System.Text;
using RepoSanitiser.Disclosure.Rules.Tables;

namespace RepoSanitiser.Tests.Disclosure.Rules;

/// <summary>The shape of a cell says the same as reading it does, wherever in the text the cell lies.</summary>
public sealed class CellShapeTests
{
    [Theory]
    [InlineData("", CellShape.Empty)]
    [InlineData("7", CellShape.Whole)]
    [InlineData("7.0", CellShape.Whole)]
    [InlineData("123456789012345678", CellShape.Whole)]
    [InlineData("-7", CellShape.Number)]
    [InlineData("7.5", CellShape.Number)]
    [InlineData("-7.0", CellShape.Number)]
    [InlineData("0.25", CellShape.Fraction)]
    [InlineData("7.00", CellShape.Fraction)]
    [InlineData("-0.123456789012345", CellShape.Fraction)]
    [InlineData("7.", CellShape.Other)]
    [InlineData(".5", CellShape.Other)]
    [InlineData("-", CellShape.Other)]
    [InlineData("-.5", CellShape.Other)]
    [InlineData("1,204", CellShape.Other)]
    [InlineData("1.2.3", CellShape.Other)]
    [InlineData("2020-01-01", CellShape.Other)]
    [InlineData("NA", CellShape.Other)]
    [InlineData("1234567890123456789", CellShape.Other)]
    public void A_cell_has_the_shape_of_its_digits(string cell, object shape) => Assert.Equal(shape, Of("", cell, ""));

    [Fact]
    public void A_shape_says_the_same_as_reading_the_cell()
    {
        const string alphabet = "00123456789..--,e (%)aN";
        var random = new Random(7);
        for (var n = 0; n < 200_000; n++)
        {
            var cell = new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => alphabet[random.Next(random.Next(2) == 0 ? 12 : alphabet.Length)])]).Trim();
            var bytes = Encoding.ASCII.GetBytes(cell);
            var shape = Of("12", cell, new string('9', random.Next(40)));
            var kind = CellValue.Read(bytes).Kind;
            if (shape == CellShape.Empty) Assert.Equal(CellKind.Empty, kind);
            if (shape == CellShape.Whole) Assert.Equal(CellKind.Count, kind);
            if (shape is CellShape.Number or CellShape.Fraction) Assert.Equal(CellKind.Number, kind);
            if (cell.Length <= PlainNumber.Longest) Assert.True(PlainNumber.IsFraction(bytes) == (shape == CellShape.Fraction), cell);
        }
    }

    private static CellShape Of(string before, string cell, string after) => CellShapes.Of(Encoding.ASCII.GetBytes(before + cell + after), before.Length, cell.Length);
}
