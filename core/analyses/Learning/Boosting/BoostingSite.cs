using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using FedOnco.Analyses.Reduction;

namespace FedOnco.Analyses.Learning.Boosting;

/// <summary>The site's sums for boosted trees. Everything added is whole, so both cores may add in any order.</summary>
internal static class BoostingSite
{
    /// <summary>Rows of one accumulator: the patients of so many rows fit below the hessians in one word.</summary>
    private const int Chunk = 1 << 16;

    private const int PatientBits = 17;

    public static Tally Sum(HistogramStep step, string patientKey, SiteRun run)
    {
        var state = StateOf(step.Model, patientKey, run);
        var tally = new Tally(step.Layout);
        var model = step.Model;
        var work = new List<(int Position, int Start, int Count)>();
        for (var p = 0; p < step.Nodes.Length; p++)
        {
            var count = state.RowsOf(step.Tree, step.Nodes[p]).Length;
            for (var at = 0; at < count; at += Chunk) work.Add((p, at, Math.Min(Chunk, count - at)));
        }

        var parts = new long[work.Count][];
        Parallel.For(0, work.Count, w => parts[w] = Accumulate(model, state, state.RowsOf(step.Tree, step.Nodes[work[w].Position]).Slice(work[w].Start, work[w].Count)));
        Span<double> g = tally.Block("gradients"), h = tally.Block("hessians"), n = tally.Block("patients");
        for (var w = 0; w < work.Count; w++)
        {
            var start = work[w].Position * model.Classes;
            for (var k = 0; k < model.Classes; k++)
            {
                g[start + k] += parts[w][3 * k];
                h[start + k] += parts[w][(3 * k) + 1];
                n[start + k] += parts[w][(3 * k) + 2];
            }
        }

        if (step.SumsLoss) tally.Block("held out loss")[0] = Loss(model, state);
        return tally;
    }

    public static Tally Sum(HeldOutLossStep step, string patientKey, SiteRun run)
    {
        var state = StateOf(step.Model, patientKey, run);
        state.CatchUp();
        var tally = new Tally(step.Layout);
        tally.Block("held out loss")[0] = Loss(step.Model, state);
        return tally;
    }

    public static Tally Sum(RiskSumsStep step, string patientKey, SiteRun run)
    {
        var state = StateOf(step.Model, patientKey, run);
        state.CatchUp();
        var tally = new Tally(step.Layout);
        Span<double> risks = tally.Block("risks"), held = tally.Block("held out risks");
        foreach (var i in state.Order) risks[state.Seen[i]] += WholeNumbers.Of(BoostingGradients.Risk(state.Scores[i]), step.Model.Scale);
        var scores = 0.0;
        foreach (var i in state.HeldOut)
        {
            held[state.SeenHeldOut[i]] += WholeNumbers.Of(BoostingGradients.Risk(state.Scores[i]), step.Model.Scale);
            if (state.IsEvent(i)) scores += WholeNumbers.Of(Math.Clamp(state.Scores[i], -BoostingGradients.MostRisk, BoostingGradients.MostRisk), step.Model.Scale);
        }

        tally.Block("held out scores")[0] = scores;
        return tally;
    }

    private static BoostingState StateOf(BoostedModel model, string patientKey, SiteRun run) =>
        run.Derived("boosting", () => new BoostingState(model, LearningRows.Of(model.Question, patientKey, run)));

    private static double Loss(BoostedModel model, BoostingState state)
    {
        var sum = 0.0;
        foreach (var i in state.HeldOut) sum += WholeNumbers.Of(state.Loss(i), model.Scale);
        return sum;
    }

    /// <summary>Gradient, hessian and patients by class, three longs each.</summary>
    private static long[] Accumulate(BoostedModel model, BoostingState state, ReadOnlySpan<int> rows)
    {
        var width = state.Width;
        var stride = 0;
        for (var f = 0; f < width; f++) stride = Math.Max(stride, model.ClassesOf(f));
        var sums = new Vector128<long>[width * stride];
        ref var first = ref MemoryMarshal.GetArrayDataReference(sums);
        ref var codes = ref MemoryMarshal.GetArrayDataReference(state.Codes);
        foreach (var i in rows)
        {
            var packed = state.Gradients[i];
            var value = Vector128.Create(packed >> 32, ((packed & 0xFFFFFFFF) >> 1 << PatientBits) | (packed & 1));
            ref var code = ref Unsafe.Add(ref codes, (nint)i * width);
            ref var slot = ref first;
            for (nint f = 0; f < width; f++)
            {
                // Codes are below the classes of their feature, which are at most the stride.
                ref var sum = ref Unsafe.Add(ref slot, (nint)Unsafe.Add(ref code, f));
                sum += value;
                slot = ref Unsafe.Add(ref slot, stride);
            }
        }

        var result = new long[3 * model.Classes];
        for (var f = 0; f < width; f++)
        {
            for (var k = 0; k < model.ClassesOf(f); k++)
            {
                var at = 3 * (model.Starts[f] + k);
                var sum = sums[(f * stride) + k];
                result[at] = sum[0];
                result[at + 1] = sum[1] >> PatientBits;
                result[at + 2] = sum[1] & ((1L << PatientBits) - 1);
            }
        }

        return result;
    }
}
