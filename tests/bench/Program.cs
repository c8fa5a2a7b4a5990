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
var parts = args.Where(a => !a.StartsWith('-')).ToList();
var table = new Table();
if (Asked("intake"))
    table.Add(await SensorIntake.MeasureAsync(plan));
if (Asked("series"))
    table.Add(await Series.MeasureAsync(plan));
if (Asked("features"))
    await FeaturesAsync();
table.Print(Console.Out);
return table.Missed ? 1 : 0;

bool Asked(string part) => parts.Count == 0 || parts.Contains(part);

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
