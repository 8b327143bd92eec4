using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Survival.SurvivalMetrics;

/// <summary>The measures of one horizon, and every patient's influence on them.</summary>
/// <remarks>Brier score with inverse probability of censoring weights: Graf et al. (1999), Gerds and Schumacher (2006).</remarks>
internal sealed class HorizonErrors
{
    private readonly Validation _validation;
    private readonly Horizon _horizon;
    private readonly CensoringInfluence[] _censoring;
    private readonly double _null;

    /// <param name="validation">The question.</param>
    /// <param name="k">Number of the horizon.</param>
    /// <param name="table">Its table.</param>
    /// <param name="total">Of <see cref="HorizonTableStep"/>.</param>
    /// <param name="positions">Influence of the events on the area, by event time.</param>
    public HorizonErrors(Validation validation, int k, HorizonTable table, Total total, ReadOnlySpan<double> positions)
    {
        (_validation, _horizon, Table) = (validation, validation.Horizons[k], table);
        var area = new CensoringInfluence(validation, _horizon, positions, 0);
        _null = 1 - validation.Survival[k].Estimate;
        if (!validation.HasRisk)
        {
            _censoring = [area];
            return;
        }

        var slots = validation.Times.Slots.Length;
        var cases = total.Block("case errors").Slice(k * slots, slots);
        var nulls = new double[slots];
        var weight = validation.WeightOfControl(_horizon);
        double controls = total.Block("control errors")[k], rest = weight * table.Controls * _null * _null;
        Brier = controls;
        NullBrier = rest;
        for (var s = 0; s < slots && validation.Times.Slots[s] <= _horizon.Point; s++)
        {
            nulls[s] = validation.Times.Deaths[s] * validation.WeightOfCase(validation.Times.Slots[s]) * (1 - _null) * (1 - _null);
            Brier += cases[s];
            NullBrier += nulls[s];
        }

        Brier /= validation.Patients;
        NullBrier /= validation.Patients;
        MeanRisk = total.Block("risk")[k] / validation.Patients;
        _censoring = [area, new CensoringInfluence(validation, _horizon, cases, controls), new CensoringInfluence(validation, _horizon, nulls, rest)];
    }

    public HorizonTable Table { get; }

    public double Brier { get; } = double.NaN;

    /// <summary>Of the Kaplan-Meier risk of all patients.</summary>
    public double NullBrier { get; } = double.NaN;

    public double MeanRisk { get; } = double.NaN;

    /// <param name="measure">0: area; 1: Brier score; 2: that of one risk for all.</param>
    /// <param name="rows">The site's patients.</param>
    /// <param name="i">Which.</param>
    public double Of(int measure, ValidationRows rows, int i)
    {
        var own = measure == 0 ? AreaOf(rows, i) : ErrorOf(rows, i, measure == 1 ? _horizon.RiskOf(rows.Scores[i]) : _null) - (measure == 1 ? Brier : NullBrier);
        return own + _censoring[measure].Of(rows.Data.Stop[i], rows.Data.Event[i]);
    }

    public void Write(CanonicalWriter writer)
    {
        writer.Number(Table.Area);
        writer.Number(Table.Cases);
        writer.Number(Brier);
        writer.Number(NullBrier);
    }

    private double AreaOf(ValidationRows rows, int i) => rows.IsCase(i, _horizon) ? Table.OfCase(rows.Bins[i], _validation.WeightOfCase(rows.Data.Stop[i])) : rows.IsControl(i, _horizon) ? Table.OfControl(rows.Bins[i]) : 0;

    private double ErrorOf(ValidationRows rows, int i, double risk) => rows.IsCase(i, _horizon) ? _validation.WeightOfCase(rows.Data.Stop[i]) * (1 - risk) * (1 - risk)
        : rows.IsControl(i, _horizon) ? _validation.WeightOfControl(_horizon) * risk * risk : 0;
}
