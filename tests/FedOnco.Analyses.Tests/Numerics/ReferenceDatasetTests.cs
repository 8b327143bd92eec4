using System.Globalization;
using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Numerics;

/// <summary>
/// The Statistical Reference Datasets of NIST with their certified values, split over three centres: at least so many correct
/// digits (minus the log of the relative error).
/// </summary>
/// <remarks>Source: NIST/ITL, Statistical Reference Datasets (1998); Longley (1967), Wampler (1970), Simon and Lesage (1989).</remarks>
public sealed class ReferenceDatasetTests
{
    // What Wampler's third to fifth sets add to the polynomial, in units of 1, 100 and 10,000.
    private static readonly double[] WamplerNoise = [759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 1838, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 759];

    private static readonly double[] WamplerErrors = [2152.32624678170, 2363.55173469681, 779.343524331583, 101.475507550350, 5.64566511172157, 0.112324854679312];

    private static readonly double[][] Longley =
    [
        [60323, 83.0, 234289, 2356, 1590, 107608, 1947], [61122, 88.5, 259426, 2325, 1456, 108632, 1948], [60171, 88.2, 258054, 3682, 1616, 109773, 1949],
        [61187, 89.5, 284599, 3351, 1650, 110929, 1950], [63221, 96.2, 328975, 2099, 3099, 112075, 1951], [63639, 98.1, 346999, 1932, 3594, 113270, 1952],
        [64989, 99.0, 365385, 1870, 3547, 115094, 1953], [63761, 100.0, 363112, 3578, 3350, 116219, 1954], [66019, 101.2, 397469, 2904, 3048, 117388, 1955],
        [67857, 104.6, 419180, 2822, 2857, 118734, 1956], [68169, 108.4, 442769, 2936, 2798, 120445, 1957], [66513, 110.8, 444546, 4681, 2637, 121950, 1958],
        [68655, 112.6, 482704, 3813, 2552, 123366, 1959], [69564, 114.2, 502601, 3931, 2514, 125368, 1960], [69331, 115.7, 518173, 4806, 2572, 127852, 1961],
        [70551, 116.9, 554894, 4007, 2827, 130081, 1962],
    ];

    [Fact]
    public void Lm_Longley_HasTenDigits()
    {
        var fit = Of(["y", "x1", "x2", "x3", "x4", "x5", "x6"], Longley).Answer("lm(y ~ x1 + x2 + x3 + x4 + x5 + x6, data = d)");
        Digits(10, [-3482258.63459582, 15.0618722713733, -0.358191792925910E-01, -2.02022980381683, -1.03322686717359, -0.511041056535807E-01, 1829.15146461355], fit, "estimate");
        Digits(10, [890420.383607373, 84.9149257747669, 0.334910077722432E-01, 0.488399681651699, 0.214274163161675, 0.226073200069370, 455.478499142212], fit, "std.error");
    }

    [Theory]
    [InlineData(1, 0, 8)]
    [InlineData(2, 0, 8)]
    [InlineData(3, 1, 8)]
    [InlineData(4, 100, 7)]
    [InlineData(5, 10_000, 5)]
    public void Lm_Wampler_HasItsDigits(int set, double noise, int digits)
    {
        double[] certified = [.. Enumerable.Range(0, 6).Select(k => set == 2 ? Math.Pow(10, -k) : 1)];
        var rows = Enumerable.Range(0, 21).Select(x => new[] { x, certified.Select((b, k) => b * Math.Pow(x, k)).Sum() + (noise * WamplerNoise[x]) }).ToArray();
        var fit = Of(["x", "y"], rows).Answer("lm(y ~ poly(x, 5, raw = TRUE), data = d)");
        Digits(digits, certified, fit, "estimate");
        if (noise > 0) Digits(8, [.. WamplerErrors.Select(e => noise * e)], fit, "std.error");
        else Assert.All(Column(fit, "std.error"), e => Assert.InRange(e, 0, 1e-6));
    }

    [Fact]
    public void Lm_Norris_HasTwelveDigits()
    {
        var fit = Of(["x", "y"], Published("norris")).Answer("lm(y ~ x, data = d)");
        Digits(12, [-0.262323073774029, 1.00211681802045], fit, "estimate");
        Digits(12, [0.232818234301152, 0.429796848199937E-03], fit, "std.error");
    }

    [Fact]
    public void Lm_Pontius_HasElevenDigits()
    {
        var fit = Of(["x", "y"], Published("pontius")).Answer("lm(y ~ poly(x, 2, raw = TRUE), data = d)");
        Digits(11, [0.673565789473684E-03, 0.732059160401003E-06, -0.316081871345029E-14], fit, "estimate");
        Digits(11, [0.107938612033077E-03, 0.157817399981659E-09, 0.486652849992036E-16], fit, "std.error");
    }

    [Fact]
    public void Fit_FilipInFractions_IsCertified()
    {
        double[] certified =
        [
            -1467.48961422980, -2772.17959193342, -2316.37108160893, -1127.97394098372, -354.478233703349, -75.1242017393757, -10.8753180355343,
            -1.06221498588947, -0.670191154593408E-01, -0.246781078275479E-02, -0.402962525080404E-04,
        ];
        var exact = ExactPolynomial.Fit(Published("filip"), 10, ExactPolynomial.Decimal).Estimates;
        Assert.All(exact.Zip(certified), pair => Assert.InRange(Correct(pair.Second, pair.First), 14, 17));
    }

    [Fact]
    public void Lm_Filip_LeavesOutTheTermThatRLeavesOut()
    {
        // The tenth power is within 1e-7 of the others, so R's lm() has NA there; the rest is the polynomial of degree nine.
        var fit = Of(["x", "y"], Published("filip")).Answer("lm(y ~ poly(x, 10, raw = TRUE), data = d)");
        var found = Column(fit, "estimate");
        Assert.Equal(11, found.Length);
        Assert.Equal([10u], fit.Tidy.Columns.Single(c => c.Name == "estimate").Missing);
        var exact = ExactPolynomial.Fit(Published("filip"), 9, ExactPolynomial.Decimal);
        Assert.All(exact.Estimates.Zip(found), pair => Assert.InRange(Correct(pair.First, pair.Second), 6, 17));
        Assert.All(exact.Errors.Zip(Column(fit, "std.error")), pair => Assert.InRange(Correct(pair.First, pair.Second), 6, 17));
    }

    [Fact]
    public void Lm_FilipAboutItsMiddle_HasTheDigitsOfFractions()
    {
        var fit = Of(["x", "y"], Published("filip")).Answer("lm(y ~ poly(I((x + 6) / 3), 10, raw = TRUE), data = d)");
        var exact = ExactPolynomial.Fit(Published("filip"), 10, x => ExactPolynomial.Double((x + 6) / 3));
        Digits(9, exact.Estimates, fit, "estimate");
        Digits(9, exact.Errors, fit, "std.error");
    }

    [Fact]
    public void Lm_NoInt1AndNoInt2_HaveThirteenDigits()
    {
        var first = Of(["x", "y"], [.. Enumerable.Range(0, 11).Select(i => new[] { 60.0 + i, 130 + i })]).Answer("lm(y ~ x - 1, data = d)");
        Digits(13, [2.07438016528926], first, "estimate");
        Digits(13, [0.165289256198347E-01], first, "std.error");
        var second = Of(["x", "y"], [[4, 3], [5, 4], [6, 4]]).Answer("lm(y ~ x - 1, data = d)");
        Digits(13, [0.727272727272727], second, "estimate");
        Digits(13, [0.420827318078432E-01], second, "std.error");
    }

    [Theory]
    [InlineData(0, 14)]
    [InlineData(1_000_000, 9)]
    [InlineData(10_000_000, 8)]
    public void Describe_NumAcc_HasItsDigits(double offset, int digits)
    {
        // NumAcc2 to NumAcc4: 0.2, then 0.1 and 0.3 five hundred times; what is lost is lost in writing them as doubles.
        double[][] rows = [[offset + 0.2 + (offset == 0 ? 1 : 0)], .. Enumerable.Range(0, 1000).Select(i => new[] { offset + (i % 2 == 0 ? 0.1 : 0.3) + (offset == 0 ? 1 : 0) })];
        var found = Of(["x"], rows).Answer("describe(~ x, data = d)");
        Digits(14, [offset + 0.2 + (offset == 0 ? 1 : 0)], found, "mean");
        Digits(digits, [0.1], found, "sd");
    }

    [Fact]
    public void Describe_NumAcc1_IsExact()
    {
        var found = Of(["x"], [[10000001], [10000003], [10000002]]).Answer("describe(~ x, data = d)");
        Digits(15, [10000002], found, "mean");
        Digits(15, [1], found, "sd");
    }

    [Theory]
    [InlineData(0, 21, 14)]
    [InlineData(0, 201, 13)]
    [InlineData(0, 2001, 12)]
    [InlineData(1e6, 21, 9)]
    [InlineData(1e6, 201, 9)]
    [InlineData(1e12, 21, 2)]
    public void Aov_SmLs_HasItsDigits(double offset, int replicates, int digits)
    {
        // Treatment means 1.4, then 1.3 and 1.5 in turn; F is certified as the number of replicates. At 1e12 a double holds four digits of the rest.
        var rows = new List<string[]>();
        for (var t = 1; t <= 9; t++)
        {
            var middle = t == 1 ? 1.4 : t % 2 == 0 ? 1.3 : 1.5;
            for (var i = 0; i < replicates; i++) rows.Add([$"t{t}", Text(Tenths(offset, middle + (i == 0 ? 0 : i % 2 == 0 ? 0.1 : -0.1)))]);
        }

        var centres = Split(["g", "y"], rows);
        Assert.InRange(Correct(replicates, Column(centres.Answer("aov(y ~ g, data = d)"), "statistic")[0]), digits, 17);
        Assert.InRange(Correct(replicates, Column(centres.Answer("oneway.test(y ~ g, data = d, var.equal = TRUE)"), "statistic")[0]), digits, 17);
    }

    /// <summary>The double nearest to offset + a number of tenths.</summary>
    private static double Tenths(double offset, double value) => (double)((decimal)offset + Math.Round((decimal)value, 1));

    /// <summary>Rows (x, y) of a dataset of tests/golden/nist.</summary>
    private static double[][] Published(string name) => [.. File.ReadLines(Path.Combine(Shared.Root(), "tests", "golden", "nist", name + ".csv")).Skip(1).Select(l => l.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray())];

    private static Centres Of(string[] header, double[][] rows) => Split(header, [.. rows.Select(r => r.Select(Text).ToArray())]);

    private static Centres Split(string[] header, List<string[]> rows)
    {
        var sites = new Dictionary<string, List<string[]>> { ["a"] = [], ["b"] = [], ["c"] = [] };
        for (var i = 0; i < rows.Count; i++) sites[((string[])["a", "b", "c"])[i * 7 % 3]].Add(rows[i]);
        return Centres.Of("d", header, sites);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double[] Column(Result result, string name) => [.. result.Tidy.Columns.Single(c => c.Name == name).Numbers.Values];

    private static void Digits(int least, double[] certified, Result result, string column)
    {
        var found = Column(result, column);
        Assert.Equal(certified.Length, found.Length);
        for (var i = 0; i < certified.Length; i++)
        {
            var digits = Correct(certified[i], found[i]);
            Assert.True(digits >= least, $"{column}[{i}]: {found[i]:R}, certified {certified[i]:R}: {digits:F1} digits");
        }
    }

    private static double Correct(double certified, double found) => found == certified ? 15 : -Math.Log10(Math.Abs(found - certified) / Math.Abs(certified)) + 0.3;
}
