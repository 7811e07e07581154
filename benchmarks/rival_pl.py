import os,sys
os.environ['POLARS_MAX_THREADS']=sys.argv[1] if len(sys.argv)>1 else '1'
import polars as pl, duckdb, resource, time, math
from pathlib import Path
def cpu():
    u=resource.getrusage(resource.RUSAGE_SELF); return u.ru_utime+u.ru_stime
def thr(ppb): return math.ceil(ppb/1e9*4294967296)
P='benchmarks/out/w1/planwise.duckdb'
src=duckdb.connect(P,read_only=True)
ty=src.execute("select simulation_year,target_headcount,termination_salt,promotion_salt,new_hire_termination_salt,hire_profile_salt,hire_age_salt,hire_pay_salt from int_trial_years order by 1").fetchall()
src.execute("copy (select employee_key, level_id::tinyint as level_id, age::tinyint as age, tenure::tinyint as tenure, (compensation*100)::bigint as cents from baseline_workforce) to 'benchmarks/out/prof/base.parquet'")
prof=pl.from_arrow(src.execute("select distinct share_from, share_to, level_id::tinyint level_id, age_from, age_to, pay_position_from, pay_position_to, min_salary, max_salary from int_hire_profile_slots order by 1").to_arrow_table())
src.close()
def raw(key,salt):
    s=key ^ pl.lit(salt,dtype=pl.UInt64)
    f=((s//1073741824)*1640531527+(s & 1073741823)*1779033703)//2097152
    x=(f & 4294967295).cast(pl.UInt32)
    x=(x ^ (x//65536))*pl.lit(2146121005,dtype=pl.UInt32)
    x=(x ^ (x//32768))*pl.lit(2073254773,dtype=pl.UInt32)
    return x
QUIT={1:.148,2:.118,3:.098,4:.078,5:.060}
MIN={2:60000,3:80000,4:110000,5:160000}
levels=pl.LazyFrame({'level_id':pl.Series([1,2,3,4,5],dtype=pl.Int8),'quit':pl.Series([thr(round(r*1e9)) for r in QUIT.values()],dtype=pl.UInt32),'next_min':pl.Series([6000000,8000000,11000000,16000000,0],dtype=pl.Int64)})
def by_level(values,dtype):
    e=pl.lit(values[-1],dtype=dtype)
    for l in range(len(values)-1,0,-1):
        e=pl.when(pl.col('level_id')<=l).then(pl.lit(values[l-1],dtype=dtype)).otherwise(e)
    return e
quit=by_level([thr(round(r*1e9)) for r in QUIT.values()],pl.UInt32)
nextmin=by_level([6000000,8000000,11000000,16000000,0],pl.Int64)
c,w=cpu(),time.perf_counter()
out=Path('benchmarks/out/prof/pl'); out.mkdir(exist_ok=True)
state=pl.read_parquet('benchmarks/out/prof/base.parquet').with_columns(pl.col('employee_key').cast(pl.UInt64))
k32=lambda n: pl.lit(n,dtype=pl.UInt64)
for y,target,ts,ps,ns,hp,ha,hy in ty:
    stayers=(state.lazy().filter(raw(pl.col('employee_key'),ts)>=quit)
      .with_columns(promoted=(pl.col('level_id')<5)&(raw(pl.col('employee_key'),ps)<thr(80000000)))
      .with_columns(cents=(pl.when('promoted').then(pl.max_horizontal('cents',nextmin)).otherwise('cents')*103+50)//100)
      .select('employee_key',level_id=pl.col('level_id')+pl.col('promoted').cast(pl.Int8),age=pl.col('age')+1,tenure=pl.col('tenure')+1,cents='cents').collect())
    kept=max(target-stayers.height,0); n=math.ceil(round(kept/0.75,6))
    i=pl.int_range(1,n+1,dtype=pl.UInt64)
    x=(pl.col('i')&1073741823) ^ k32((y*668265263)&1073741823)
    m=((x ^ (x//32768))*739982445) & 1073741823
    m=((m ^ (m//8192))*695872825) & 1073741823
    hires=(pl.select(i=i).lazy().select(employee_key=m*1073741824+((pl.col('i')*787846413)&1073741823))
      .filter(raw(pl.col('employee_key'),ns)>=thr(250000000))
      .with_columns(p=raw(pl.col('employee_key'),hp)/4294967296.0,a=raw(pl.col('employee_key'),ha)/4294967296.0,d=raw(pl.col('employee_key'),hy)/4294967296.0)
      .with_columns(row=pl.lit(prof['share_to']).search_sorted(pl.col('p'),side='right'))
      .collect())
    # gather
    pr=prof[hires['row']]
    hires=pl.select(employee_key=hires['employee_key'],level_id=pr['level_id'],
        age=(pr['age_from']+(hires['a']*(pr['age_to']-pr['age_from']+1)).floor()).cast(pl.Int8),
        tenure=pl.zeros(hires.height,dtype=pl.Int8,eager=True),
        cents=((pr['min_salary']+(pr['max_salary']-pr['min_salary'])*(pr['pay_position_from']+hires['d']*(pr['pay_position_to']-pr['pay_position_from'])))*100+0.5).floor().cast(pl.Int64))
    state=pl.concat([stayers,hires])
    state.write_parquet(out/f'{y}.parquet',compression=os.environ.get('COMP','zstd'))
print('cpu',cpu()-c,'wall',time.perf_counter()-w)
con=duckdb.connect(config={'threads':1})
con.execute(f"attach '{P}' as p (read_only)")
print(con.execute("""select count(*) from ((select employee_key::bigint, level_id, age, tenure, cents/100::decimal(12,2) from 'benchmarks/out/prof/pl/*.parquet' except all select employee_key, level_id, age, tenure, compensation from p.int_workforce_years where exit_code=0) )""").fetchone(), con.execute("select count(*) from 'benchmarks/out/prof/pl/*.parquet'").fetchone())
