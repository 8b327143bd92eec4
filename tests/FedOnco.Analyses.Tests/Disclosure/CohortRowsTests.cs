using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Differences between cohorts, counted up to what is enough, against the definition patient by patient.</summary>
public sealed class CohortRowsTests
{
    private const int Enough = 11;

    public static TheoryData<string, string, bool> Pairs()
    {
        var data = new TheoryData<string, string, bool>();
        string[] cohorts = ["", "a > 3", "a > 3 & b != 2", "a == 3", "cells g", "cells g a > 3", "cells g a == 3", "cells r", "cells r a > 0"];
        foreach (var left in cohorts)
        {
            foreach (var right in cohorts)
            {
                data.Add(left, right, false);
                data.Add(left, right, true);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Differences_OfTwoCohorts_AreThoseOfTheirPatientsUpToEnough(string left, string right, bool repeated)
    {
        var whole = new SiteRun("s0", new Patients(700, repeated));
        var (a, b) = (CohortOf(left), CohortOf(right));
        CohortRows mine = CohortRows.Of(a, repeated ? "p" : "", whole), theirs = CohortRows.Of(b, repeated ? "p" : "", whole);
        var counted = new int[a.Cells * b.Cells];
        mine.Differences(theirs, Enough, counted);
        for (var i = 0; i < a.Cells; i++)
        {
            for (var j = 0; j < b.Cells; j++) Assert.Equal(Math.Min(Enough, Different(mine, i, theirs, j, whole, repeated)), counted[(i * b.Cells) + j]);
        }
    }

    [Theory]
    [InlineData("a > 3", "a > 3 & b != 2", false)]
    [InlineData("a > 3 & b != 2", "a > 3", true)]
    [InlineData("a > 3", "a > 3", false)]
    [InlineData("a > 3", "a == 3", true)]
    public void IsExceededBy_Rows_IsWhetherTheOtherHasMore(string left, string right, bool exceeded)
    {
        var whole = new SiteRun("s0", new Patients(700, repeated: false));
        Assert.Equal(exceeded, CohortRows.Of(CohortOf(left), "", whole).IsExceededBy(CohortRows.Of(CohortOf(right), "", whole)));
    }

    /// <summary>Patients whose rows in one cell are not exactly their rows in the other.</summary>
    private static int Different(CohortRows mine, int i, CohortRows theirs, int j, SiteRun whole, bool repeated) => Enumerable.Range(0, whole.Rows)
        .GroupBy(row => repeated ? whole.Column("p").Span[row] : row)
        .Count(patient => patient.Any(row => (mine.Cell(row) == i) != (theirs.Cell(row) == j)));

    private static Cohort CohortOf(string text)
    {
        var isCut = text.StartsWith("cells ", StringComparison.Ordinal);
        var condition = isCut ? text[7..].Trim() : text;
        var spec = new CohortSpec();
        if (condition.Length > 0) spec.Subset = FedOnco.Language.CallLanguage.Parse($"count(data = d, subset = {condition})").Question!.Subset;
        if (isCut) spec.Cells.Add(new Expression { Variable = text.Substring(6, 1) });
        return Cohort.Of(spec, new StudyContext(new Question { Data = "d" }, Patients.Dataset, ["s0"], new DisclosureTerms { Profile = Profile.Default }))!;
    }

    /// <summary>Small whole numbers from a seed; one level of r is rare; with repeats a patient has up to three rows.</summary>
    private sealed class Patients : IColumnSource
    {
        private readonly Dictionary<string, double[]> _columns = [];

        public Patients(int rows, bool repeated)
        {
            Rows = rows;
            var random = new Random(7);
            foreach (var (name, top) in ((string, int)[])[("a", 8), ("b", 3), ("g", 4)]) _columns[name] = [.. Enumerable.Range(0, rows).Select(_ => random.Next(12) == 0 ? double.NaN : random.Next(top))];
            _columns["r"] = [.. Enumerable.Range(0, rows).Select(i => i % 90 == 0 ? 2.0 : i % 2)];
            _columns["p"] = [.. Enumerable.Range(0, rows).Select(i => repeated ? (double)random.Next(rows / 2) : i)];
        }

        public static Dataset Dataset { get; } = new()
        {
            Name = "d",
            Variables =
            {
                new Variable { Name = "a", Type = VariableType.Integer, Minimum = 0, Maximum = 9, Step = 1 },
                new Variable { Name = "b", Type = VariableType.Integer, Minimum = 0, Maximum = 9, Step = 1 },
                new Variable { Name = "g", Type = VariableType.Category, Levels = { new Level { Name = "g0" }, new Level { Name = "g1" }, new Level { Name = "g2" }, new Level { Name = "g3" } } },
                new Variable { Name = "r", Type = VariableType.Category, Levels = { new Level { Name = "r0" }, new Level { Name = "r1" }, new Level { Name = "r2" } } },
            },
        };

        public int Rows { get; }

        public ReadOnlyMemory<double> Column(string name) => _columns[name];
    }
}
