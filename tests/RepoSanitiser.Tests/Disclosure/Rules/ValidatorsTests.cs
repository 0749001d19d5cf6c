using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using RepoSanitiser.Disclosure.Rules;

namespace RepoSanitiser.Tests.Disclosure.Rules;

public sealed class ValidatorsTests
{
    [Theory]
    [InlineData("9434765919", true)]
    [InlineData("943 476 5919", true)]
    [InlineData("943-476-5919", true)]
    [InlineData("9434765918", false)]
    [InlineData("94347 65919", false)]
    [InlineData("943  476 5919", false)]
    [InlineData("0000000000", false)]
    [InlineData("5555555555", false)]
    [InlineData("9990000018", false)]
    [InlineData("94347659190", false)]
    [InlineData("", false)]
    public void An_NHS_number_is_told_by_its_check_digit_and_range(string text, bool expected) =>
        Assert.Equal(expected, Validators.IsNhsNumber(text));

    [Fact]
    public void Of_the_ten_numbers_that_begin_with_the_same_nine_digits_at_most_one_is_an_NHS_number() => Prop.ForAll(
        Gen.Choose(0, 998_999_999).ToArbitrary(),
        first => Enumerable.Range(0, 10).Count(d => Validators.IsNhsNumber(first.ToString("D9", CultureInfo.InvariantCulture) + d)) <= 1)
        .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("M1 1AE", true)]
    [InlineData("B33 8TH", true)]
    [InlineData("CR2 6XH", true)]
    [InlineData("DN55 1PT", true)]
    [InlineData("W1A 1HQ", true)]
    [InlineData("EC1A 1BB", true)]
    [InlineData("EC1A1BB", true)]
    [InlineData("GIR 0AA", true)]
    [InlineData("EC1A  1BB", false)]
    [InlineData("QC1A 1BB", false)]
    [InlineData("EC1A 1BC", false)]
    [InlineData("OX1", false)]
    [InlineData("m1 1ae", false)]
    public void A_postcode_has_one_of_six_forms(string text, bool expected) => Assert.Equal(expected, Validators.IsPostcode(text));

    [Theory]
    [InlineData("AB123456C", true)]
    [InlineData("AB 12 34 56 C", true)]
    [InlineData("QQ123456C", false)]
    [InlineData("GB123456A", false)]
    [InlineData("AB123456E", false)]
    [InlineData("AO123456A", false)]
    [InlineData("AB12345", false)]
    public void A_National_Insurance_number_has_a_prefix_that_is_issued(string text, bool expected) =>
        Assert.Equal(expected, Validators.IsNationalInsuranceNumber(text));

    [Theory]
    [InlineData("H801200001001", true)]
    [InlineData("A801200001001", false)]
    [InlineData("H80120000100", false)]
    public void A_pupil_number_is_told_by_its_check_letter(string text, bool expected) =>
        Assert.Equal(expected, Validators.IsUniquePupilNumber(text));

    [Theory]
    [InlineData("07700 900123", true)]
    [InlineData("+44 7700 900123", true)]
    [InlineData("01865 270000", true)]
    [InlineData("0770090012", false)]
    [InlineData("12345678901", false)]
    [InlineData("2020-01-01", false)]
    public void A_phone_number_is_one_that_is_dialled_in_the_UK(string text, bool expected) =>
        Assert.Equal(expected, Validators.IsPhoneNumber(text));

    [Fact]
    public void No_check_throws_whatever_it_is_given() => Prop.ForAll(
        Gen.Choose(0, 70).SelectMany(n => Gen.Elements([.. "0123456789 -@.ABCD+()éz"]).ArrayOf(n)).Select(c => new string(c)).ToArbitrary(),
        text => Validators.Names.Select(n => Validators.Get(n)(text, 0, text.Length)).ToList().Count > 0).QuickCheckThrowOnFailure();
}
