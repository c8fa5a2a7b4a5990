using UrbanDataHub.Bench;

if (args is ["floor", var address, var database, var city])
{
    await Floor.ServeAsync(address, database, city);
    return 0;
}

if (args is ["send", .. var sending])
{
    await ObservationSender.RunAsync(sending);
    return 0;
}

var plan = args.Contains("--short") ? Plan.Short : Plan.Whole;
var only = args.FirstOrDefault(a => a.StartsWith("--only=", StringComparison.Ordinal))?["--only=".Length..];
var table = new Table();
if (only is null or "intake")
    table.Add(await SensorIntake.MeasureAsync(plan));
if (only is null or "features")
    await FeaturesAsync();
table.Print(Console.Out);
return table.Missed ? 1 : 0;

async Task FeaturesAsync()
{
    await using var stage = await Stage.StartAsync(plan);
    table.Add(await Importing.MeasureAsync(stage));
    table.Add(await Items.MeasureAsync(stage));
    table.Add(await Federation.MeasureAsync(stage));
    table.Add(await Tiles.MeasureAsync(stage));
    table.Add(await DeepPages.MeasureAsync(stage));
    table.Add(await Download.MeasureAsync(stage));
    table.Add(await Feed.MeasureAsync(stage));
}
