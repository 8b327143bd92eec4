using Microsoft.ML;
using Scoring;

// Scores patients with a model that was trained across centres:
//   fedonco run 'm <- train(recur ~ age + size + nodes + grade, data = rotterdam, model = gbdt(), validation = 0.3)'
//   fedonco model get m --onnx m.onnx
//   dotnet run --project samples/scoring -- m.onnx
if (args.Length != 1 || !File.Exists(args[0]))
{
    Console.Error.WriteLine("usage: Scoring MODEL.onnx, a model of recurrence from age, size, nodes and grade (fedonco model get)");
    return 2;
}

Patient[] patients =
[
    new() { Age = 45, Size = "<=20", Nodes = 0, Grade = 2 },
    new() { Age = 62, Size = ">50", Nodes = 12, Grade = 3 },
    new() { Age = float.NaN, Size = "20-50", Nodes = 3, Grade = 3 },
];
var ml = new MLContext();
var rows = ml.Data.LoadFromEnumerable(patients);
// The graph's inputs have the names of the study's variables.
var pipeline = ml.Transforms.CopyColumns("age", nameof(Patient.Age)).Append(ml.Transforms.CopyColumns("size", nameof(Patient.Size)))
    .Append(ml.Transforms.CopyColumns("nodes", nameof(Patient.Nodes))).Append(ml.Transforms.CopyColumns("grade", nameof(Patient.Grade)))
    .Append(ml.Transforms.ApplyOnnxModel(["score", "prediction"], ["age", "size", "nodes", "grade"], args[0]));
var scored = pipeline.Fit(rows).Transform(rows);
foreach (var (patient, prediction) in patients.Zip(ml.Data.CreateEnumerable<Prediction>(scored, reuseRowObject: false)))
    Console.WriteLine($"age {patient.Age}, size {patient.Size}, {patient.Nodes} nodes, grade {patient.Grade}: log odds {prediction.Score[0]:0.000}, probability of recurrence {prediction.Probability[0]:0.000}");
return 0;
