using FedOnco.Analyses.Tests.Harness;
using FedOnco.Protos;

namespace FedOnco.Analyses.Tests.Disclosure;

/// <summary>Thresholds hold on totals, so that subtypes too rare for any hospital are countable together (glioma by hospital).</summary>
public sealed class RareDiseaseTests
{
    // Hospitals with patients: 5, 6 and 4; and 1, 7, 6 and 5.
    [Theory]
    [InlineData("oligoastrocytoma", 15)]
    [InlineData("oligodendroglioma", 19)]
    public void Subtype_BelowTheThresholdAtEveryHospital_IsCountedTogether(string histology, double expected)
    {
        var result = Load().Ask($"count(data = glioma, subset = Histology == \"{histology}\" & IDH_codel_subtype == \"IDHwt\")");
        Assert.Equal(expected, result.Tidy.Columns.Single(c => c.Name == "n").Numbers.Values[0]);
    }

    [Theory]
    [InlineData("Histology == \"astrocytoma\" & IDH_codel_subtype == \"IDHmut-codel\"")]
    [InlineData("BRAF_V600E_status == \"Mutant\"")]
    [InlineData("DAXX_status == \"Mutant\"")]
    public void Subtype_BelowTheThresholdInTotal_IsRefusedWithoutANumber(string subset)
    {
        var refused = Assert.Throws<FedOncoException>(() => Load().Ask($"count(data = glioma, subset = {subset})"));
        Assert.Equal(ErrorReason.Disclosure, refused.Reason);
        Assert.DoesNotContain(refused.Message, char.IsDigit);
    }

    private static Centres Load()
    {
        var centres = Centres.Load(Path.Combine(Shared.Root(), "samples", "glioma"), "glioma");
        centres.Terms = Guarded.Default;
        return centres;
    }
}
