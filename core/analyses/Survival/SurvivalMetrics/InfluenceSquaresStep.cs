using FedOnco.Analyses.Numerics;
using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>Sums and squares of the patients' influences on each measure, by horizon: area, then squared error of the score and of one risk for all.</summary>
public sealed record InfluenceSquaresStep : Step
{
    private readonly Validation _validation;
    private readonly IReadOnlyList<HorizonErrors> _horizons;

    internal InfluenceSquaresStep(Validation validation, IReadOnlyList<HorizonErrors> horizons)
    {
        (_validation, _horizons) = (validation, horizons);
        Measures = validation.HasRisk ? 3 : 1;
        var n = validation.Patients;
        var most = n * validation.Heaviest * (4 + StableMath.Log(n + 1));
        Layout = new LayoutBuilder().Numbers("sums", horizons.Count * Measures, n * most).Numbers("squares", horizons.Count * Measures, n * most * most).Build();
    }

    /// <summary>Measures a horizon.</summary>
    public int Measures { get; }

    public override string Name => "validation-squares";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer)
    {
        _validation.Write(writer);
        foreach (var horizon in _horizons) horizon.Write(writer);
    }

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var rows = ValidationRows.Of(_validation, run);
        var tally = new Tally(Layout);
        Span<double> sums = tally.Block("sums"), squares = tally.Block("squares");
        for (var k = 0; k < _horizons.Count; k++)
        {
            for (var i = 0; i < rows.Rows; i++)
            {
                for (var m = 0; m < Measures; m++)
                {
                    var influence = _horizons[k].Of(m, rows, i);
                    sums[(k * Measures) + m] += influence;
                    squares[(k * Measures) + m] += influence * influence;
                }
            }
        }

        return tally;
    }
}
