using FedOnco.Analyses.Reduction;
using FedOnco.Protos;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>By horizon: weighted events and those followed beyond it by bin of the score; squared errors of the predicted risks, of events by
/// their time; the sum of the risks.</summary>
public sealed record HorizonTableStep : Step
{
    private readonly Validation _validation;

    internal HorizonTableStep(Validation validation)
    {
        _validation = validation;
        int horizons = validation.Horizons.Count, bins = horizons * validation.Bins.Count, risks = validation.HasRisk ? horizons : 0;
        var heaviest = validation.Patients * validation.Heaviest;
        Layout = new LayoutBuilder()
            .Numbers("cases", bins, heaviest).Counts("controls", bins, validation.Patients)
            .Numbers("case errors", risks * validation.Times.Slots.Length, heaviest).Numbers("control errors", risks, heaviest).Numbers("risk", risks, validation.Patients)
            .Build();
    }

    public override string Name => "validation-table";

    public override TallyLayout Layout { get; }

    protected override void WriteFields(CanonicalWriter writer) => _validation.Write(writer);

    /// <summary>The site's part.</summary>
    public Tally Sum(SiteRun run)
    {
        var rows = ValidationRows.Of(_validation, run);
        var tally = new Tally(Layout);
        for (var k = 0; k < _validation.Horizons.Count; k++)
        {
            Span<double> cases = tally.Block("cases").Slice(k * _validation.Bins.Count, _validation.Bins.Count), controls = tally.Block("controls").Slice(k * _validation.Bins.Count, _validation.Bins.Count);
            for (var i = 0; i < rows.Rows; i++)
            {
                if (rows.IsCase(i, _validation.Horizons[k])) cases[rows.Bins[i]] += _validation.WeightOfCase(rows.Data.Stop[i]);
                else if (rows.IsControl(i, _validation.Horizons[k])) controls[rows.Bins[i]]++;
            }

            if (_validation.HasRisk) AddErrors(k, rows, tally);
        }

        return tally;
    }

    private void AddErrors(int k, ValidationRows rows, Tally tally)
    {
        var horizon = _validation.Horizons[k];
        var slots = _validation.Times.Slots.Length;
        Span<double> cases = tally.Block("case errors").Slice(k * slots, slots), controls = tally.Block("control errors").Slice(k, 1), risks = tally.Block("risk").Slice(k, 1);
        for (var i = 0; i < rows.Rows; i++)
        {
            var risk = horizon.RiskOf(rows.Scores[i]);
            risks[0] += risk;
            if (rows.IsCase(i, horizon)) cases[rows.SlotOf(i)] += _validation.WeightOfCase(rows.Data.Stop[i]) * (1 - risk) * (1 - risk);
            else if (rows.IsControl(i, horizon)) controls[0] += _validation.WeightOfControl(horizon) * risk * risk;
        }
    }
}
