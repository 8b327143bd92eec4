using FedOnco.Protos;

namespace FedOnco.Analyses.Learning.Onnx;

/// <summary>Linear models and perceptrons: imputation, indicators, standardisation, then layers.</summary>
internal static class OnnxInputs
{
    public static string Score(OnnxGraph graph, TrainedModel model, string[] columns)
    {
        var missing = columns.Select(c => graph.Node("IsNaN", [c])).ToArray();
        var known = columns.Select((c, f) => graph.Node("Where", [missing[f], graph.Constant((float)model.Features[f].Imputed), c])).ToArray();
        var inputs = model.Inputs.Select(i => Input(graph, model, i, missing[(int)i.Feature], known[(int)i.Feature])).ToArray();
        if (model.Perceptron is { } perceptron) return Layers(graph, perceptron, Joined(graph, inputs));
        var (weights, bias) = Linear(model);
        return inputs.Length == 0
            ? graph.Node("Add", [graph.Node("Mul", [known[0], graph.Constant(0)]), graph.Constant((float)bias)])
            : Layer(graph, Joined(graph, inputs), [1, inputs.Length], weights.Select(w => (float)w), [(float)bias]);
    }

    private static string Input(OnnxGraph graph, TrainedModel model, ModelInput input, string missing, string known)
    {
        if (input.Level == -2) return graph.Node("Cast", [missing], OnnxGraph.Whole("to", 1));
        if (input.Level >= 0) return graph.Node("Cast", [graph.Node("Equal", [known, graph.Constant(input.Level)])], OnnxGraph.Whole("to", 1));
        var (centre, scale) = Standard(model, input);
        return graph.Node("Div", [graph.Node("Sub", [known, graph.Constant((float)centre)]), graph.Constant((float)scale)]);
    }

    /// <summary>Raw columns of a linear model are taken about their median: 32-bit sums of large numbers would lose digits.</summary>
    private static (double Centre, double Scale) Standard(TrainedModel model, ModelInput input) =>
        model.Linear is not null ? ((float)model.Features[(int)input.Feature].Imputed, 1) : ((float)input.Centre, input.Scale);

    private static (double[] Weights, double Bias) Linear(TrainedModel model)
    {
        double[] weights = [.. model.Linear.Coefficients];
        var bias = model.Linear.Intercept;
        for (var j = 0; j < weights.Length; j++)
        {
            var input = model.Inputs[j];
            weights[j] /= input.Scale;
            bias -= weights[j] * input.Centre;
            if (input.Level == -1) bias += weights[j] * Standard(model, input).Centre;
        }

        return (weights, bias);
    }

    private static string Layers(OnnxGraph graph, Protos.Perceptron perceptron, string values)
    {
        var at = 0;
        for (var l = 1; l < perceptron.Units.Count; l++)
        {
            int from = (int)perceptron.Units[l - 1], to = (int)perceptron.Units[l];
            values = Layer(graph, values, [to, from], perceptron.Weights.Skip(at).Take(from * to).Select(w => (float)w), perceptron.Weights.Skip(at + (from * to)).Take(to).Select(w => (float)w));
            if (l < perceptron.Units.Count - 1) values = graph.Node("Relu", [values]);
            at += (from + 1) * to;
        }

        return values;
    }

    private static string Layer(OnnxGraph graph, string values, long[] shape, IEnumerable<float> weights, IEnumerable<float> biases) =>
        graph.Node("Gemm", [values, graph.Tensor(shape, weights), graph.Tensor([shape[0]], biases)], OnnxGraph.Whole("transB", 1));

    private static string Joined(OnnxGraph graph, string[] columns) => graph.Node("Concat", columns, OnnxGraph.Whole("axis", 1));
}
